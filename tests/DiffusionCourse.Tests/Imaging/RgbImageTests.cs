using DiffusionCourse.Imaging;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Imaging;

public sealed class RgbImageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 64)]
    public void PNG_keeps_every_pixel(int width, int height)
    {
        var image = TestPictures.Gradient(width, height);

        Assert.Equal(image, RgbImage.FromPng(image.ToPng()));
    }

    [Fact]
    public void The_same_picture_gives_the_same_bytes() =>
        Assert.Equal(TestPictures.Gradient(64, 64).ToPng(), TestPictures.Gradient(64, 64).ToPng());

    [Fact]
    public void A_picture_does_not_change_with_the_array_it_was_made_from()
    {
        byte[] pixels = [1, 2, 3];
        var image = new RgbImage(1, 1, pixels);

        pixels[0] = 99;

        Assert.Equal(new Rgb(1, 2, 3), image[0, 0]);
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_nothing_else_behind()
    {
        var path = Path.Combine(_folder.FullName, "picture.png");
        File.WriteAllText(path, "old");
        var image = TestPictures.Gradient(8, 8);

        image.Save(path);

        Assert.Equal(image, RgbImage.Load(path));
        Assert.Equal([path], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void Saving_into_a_missing_folder_says_so()
    {
        var path = Path.Combine(_folder.FullName, "missing", "picture.png");

        var error = Assert.Throws<DirectoryNotFoundException>(() => TestPictures.Gradient(2, 2).Save(path));

        Assert.Contains("missing\" does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Saving_where_it_cannot_be_written_says_so_and_leaves_nothing_behind()
    {
        // A folder in the file's place cannot be overwritten, whoever runs the test.
        var path = Directory.CreateDirectory(Path.Combine(_folder.FullName, "taken.png")).FullName;

        var error = Assert.Throws<IOException>(() => TestPictures.Gradient(2, 2).Save(path));

        Assert.Contains("Choose a folder that can be written", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void Saving_under_another_extension_is_refused()
    {
        var path = Path.Combine(_folder.FullName, "picture.jpg");

        Assert.Contains("does not end in .png", Assert.Throws<ArgumentException>(() => TestPictures.Gradient(2, 2).Save(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_PNG_is_refused()
    {
        var png = TestPictures.Gradient(64, 64).ToPng();

        var error = Assert.Throws<InvalidDataException>(() => RgbImage.FromPng(png.AsSpan(0, png.Length / 2)));

        Assert.Contains("cut short", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_PNG_without_more_than_its_signature_is_refused() =>
        Assert.Throws<InvalidDataException>(() => RgbImage.FromPng(TestPictures.Gradient(4, 4).ToPng().AsSpan(0, 8)));

    [Theory]
    [InlineData("")]
    [InlineData("this is text")]
    public void Other_bytes_are_refused(string text)
    {
        var error = Assert.Throws<InvalidDataException>(() => RgbImage.FromPng(System.Text.Encoding.UTF8.GetBytes(text)));

        Assert.Contains("not a PNG", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_a_missing_file_names_it()
    {
        var path = Path.Combine(_folder.FullName, "nothing.png");

        Assert.Contains("nothing.png", Assert.Throws<FileNotFoundException>(() => RgbImage.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transparent_pixels_are_blended_over_white()
    {
        // A 1 x 1 PNG: red with alpha 128.
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DQAAAEgQGALFXOsAAAAABJRU5ErkJggg==");

        Assert.Equal(new Rgb(255, 127, 127), RgbImage.FromPng(png)[0, 0]);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(RgbImage.MaximumSide + 1, 1, 0)]
    [InlineData(2, 2, 11)]
    [InlineData(2, 2, 13)]
    public void Wrong_sizes_are_refused(int width, int height, int bytes) =>
        Assert.ThrowsAny<ArgumentException>(() => new RgbImage(width, height, new byte[bytes]));

    [Fact]
    public void A_wrong_number_of_bytes_is_named() =>
        Assert.Contains("takes 12 bytes (red, green, blue), but 11", Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[11])).Message, StringComparison.Ordinal);

    [Fact]
    public void Enlarging_repeats_pixels()
    {
        var image = TestPictures.Gradient(3, 2);

        var large = image.Enlarge(4);

        Assert.Equal((12, 8), (large.Width, large.Height));
        Assert.All(Enumerable.Range(0, 12 * 8), i => Assert.Equal(image[i % 12 / 4, i / 12 / 4], large[i % 12, i / 12]));
    }

    [Theory]
    [InlineData(ImageScaling.Nearest)]
    [InlineData(ImageScaling.Linear)]
    [InlineData(ImageScaling.Cubic)]
    public void Scaling_keeps_a_plain_colour(ImageScaling scaling)
    {
        var image = TestPictures.Solid(16, 16, 200, 100, 50).Resize(7, 40, scaling);

        Assert.Equal(TestPictures.Solid(7, 40, 200, 100, 50), image);
    }

    [Fact]
    public void Linear_scaling_to_half_averages_four_pixels()
    {
        var image = new RgbImage(2, 2, [0, 0, 0, 100, 0, 0, 100, 0, 0, 200, 0, 0]);

        Assert.InRange(image.Resize(1, 1, ImageScaling.Linear)[0, 0].Red, 99, 101);
    }

    [Fact]
    public void The_description_survives_scaling_and_does_not_count_as_content()
    {
        var image = TestPictures.Gradient(4, 4);

        Assert.Equal("a cat", image.WithDescription("a cat").Enlarge(2).Description);
        Assert.Equal(image, image.WithDescription("a cat"));
        Assert.Equal(image.GetHashCode(), image.WithDescription("a cat").GetHashCode());
    }

    [Fact]
    public void Small_pictures_are_shown_enlarged_and_crisp()
    {
        var img = HtmlCheck.Check(TestPictures.Gradient(64, 64).WithDescription("\"quotes\" & <tags>").ToHtml()).Element("img")!;

        Assert.Equal("\"quotes\" & <tags>", img.Attribute("alt")!.Value);
        Assert.Contains("width:192px", img.Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Contains("image-rendering:pixelated", img.Attribute("style")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_are_enlarged_less_are_smooth()
    {
        var img = HtmlCheck.Check(TestPictures.Gradient(128, 128).ToHtml()).Element("img")!;

        Assert.Contains("width:256px", img.Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("pixelated", img.Attribute("style")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_pictures_are_shown_in_their_own_size()
    {
        var img = HtmlCheck.Check(TestPictures.Solid(512, 16, 1, 2, 3).ToHtml()).Element("img")!;

        Assert.DoesNotContain("pixelated", img.Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Equal("Picture of 512 by 16 pixels", img.Attribute("alt")!.Value);
    }
}
