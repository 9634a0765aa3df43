using DiffusionCourse.Imaging;
using DiffusionCourse.Tests.Display;
using SkiaSharp;

namespace DiffusionCourse.Tests.Imaging;

public sealed class ImageAnimationTests
{
    private static readonly RgbImage[] Frames = [TestPictures.Gradient(16, 8, 0), TestPictures.Gradient(16, 8, 40), TestPictures.Gradient(16, 8, 80)];

    [Fact]
    public void The_WebP_holds_every_frame_exactly_for_its_time_and_repeats()
    {
        var webP = new ImageAnimation(Frames, TimeSpan.FromMilliseconds(120), "noise", TimeSpan.FromMilliseconds(500)).ToWebP();

        using var codec = SKCodec.Create(SKData.CreateCopy(webP));
        Assert.Equal([120, 120, 500], codec.FrameInfo.Select(frame => frame.Duration));
        Assert.Equal(-1, codec.RepetitionCount);
        using var bitmap = new SKBitmap(new SKImageInfo(16, 8, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var i = 0; i < Frames.Length; i++)
        {
            Assert.Equal(SKCodecResult.Success, codec.GetPixels(bitmap.Info, bitmap.GetPixels(), new SKCodecOptions(i)));
            var colour = bitmap.GetPixel(5, 3);
            Assert.Equal(Frames[i][5, 3], new Rgb(colour.Red, colour.Green, colour.Blue));
        }
    }

    [Fact]
    public void The_HTML_has_alternative_text_and_a_still_picture_for_less_motion()
    {
        var html = HtmlCheck.Check(new ImageAnimation(Frames, TimeSpan.FromMilliseconds(100), "a <coral> reef").ToHtml());

        Assert.Equal("a <coral> reef", html.Descendants("img").Single().Attribute("alt")!.Value);
        Assert.StartsWith("data:image/png;base64,", html.Descendants("source").Single().Attribute("srcset")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_of_different_sizes_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageAnimation([Frames[0], TestPictures.Gradient(8, 8)], TimeSpan.FromSeconds(1), "x"));

        Assert.Contains("Picture 1 of the animation is 8 x 8, but picture 0 is 16 x 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_frames_and_no_time_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ImageAnimation([], TimeSpan.FromSeconds(1), "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageAnimation(Frames, TimeSpan.Zero, "x"));
    }

    [Fact]
    public void Only_webp_files_are_saved() =>
        Assert.Contains(".webp", Assert.Throws<ArgumentException>(() => new ImageAnimation(Frames, TimeSpan.FromSeconds(1), "x").Save("x.gif")).Message, StringComparison.Ordinal);
}
