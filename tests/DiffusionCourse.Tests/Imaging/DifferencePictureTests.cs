using DiffusionCourse.Imaging;

namespace DiffusionCourse.Tests.Imaging;

public sealed class DifferencePictureTests
{
    [Fact]
    public void Mid_grey_is_where_two_pictures_agree()
    {
        var difference = new RgbImage(1, 2, [10, 200, 255, 0, 5, 0]).Minus(new RgbImage(1, 2, [10, 100, 0, 255, 0, 5]));

        Assert.Equal([128, 228, 255, 0, 133, 123], difference.Pixels.ToArray());
    }

    [Fact]
    public void Its_description_names_both_pictures_where_they_have_one()
    {
        var (one, other) = (new RgbImage(1, 1, [1, 2, 3]), new RgbImage(1, 1, [3, 2, 1]));
        Assert.Equal("the difference of two pictures", one.Minus(other).Description);
        Assert.Equal("difference: a cat less a dog", one.WithDescription("a cat").Minus(other.WithDescription("a dog")).Description);
    }

    [Fact]
    public void Pictures_of_different_sizes_are_refused() =>
        Assert.Throws<ArgumentException>(() => new RgbImage(1, 1, [1, 2, 3]).Minus(new RgbImage(1, 2, [1, 2, 3, 4, 5, 6])));
}
