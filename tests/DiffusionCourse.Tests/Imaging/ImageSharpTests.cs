using System.Text.Json;
using DiffusionCourse.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DiffusionCourse.Tests.Imaging;

/// <summary>Pictures handed to ImageSharp and to JSON, and back.</summary>
public sealed class ImageSharpTests
{
    [Fact]
    public void A_picture_goes_to_ImageSharp_and_back()
    {
        var picture = TestPictures.Gradient(5, 3);
        using var image = picture.ToImageSharp();

        Assert.Equal(picture, RgbImage.FromImageSharp(image));
        image.Mutate(context => context.Flip(FlipMode.Horizontal));
        Assert.Equal(picture[0, 1], RgbImage.FromImageSharp(image, "turned round")[4, 1]);
        Assert.Equal("turned round", RgbImage.FromImageSharp(image, "turned round").Description);
        Assert.Equal(TestPictures.Gradient(5, 3), picture);
    }

    [Fact]
    public void Other_pixel_formats_are_converted_and_blended_over_white()
    {
        using var half = new Image<Rgba32>(1, 1, new Rgba32(255, 0, 0, 128));
        using var grey = new Image<L8>(1, 1, new L8(77));

        Assert.Equal(new Rgb(255, 127, 127), RgbImage.FromImageSharp(half)[0, 0]);
        Assert.Equal(new Rgb(77, 77, 77), RgbImage.FromImageSharp(grey)[0, 0]);
    }

    [Fact]
    public void A_picture_goes_through_JSON()
    {
        var picture = TestPictures.Gradient(5, 3).WithDescription("a \"small\" picture");
        var json = JsonSerializer.Serialize(new { picture });
        using var document = JsonDocument.Parse(json);
        var written = document.RootElement.GetProperty("picture");

        Assert.Equal((5, 3), (written.GetProperty("width").GetInt32(), written.GetProperty("height").GetInt32()));
        var read = written.Deserialize<RgbImage>()!;
        Assert.Equal(picture, read);
        Assert.Equal(picture.Description, read.Description);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"png\": 3}")]
    [InlineData("{\"png\": \"no base64\"}")]
    [InlineData("{\"png\": \"AAAA\"}")]
    public void JSON_that_is_no_picture_is_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RgbImage>(json));
}
