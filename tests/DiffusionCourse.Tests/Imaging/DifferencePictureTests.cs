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
    public void Pictures_of_different_sizes_are_refused() =>
        Assert.Throws<ArgumentException>(() => new RgbImage(1, 1, [1, 2, 3]).Minus(new RgbImage(1, 2, [1, 2, 3, 4, 5, 6])));
}
