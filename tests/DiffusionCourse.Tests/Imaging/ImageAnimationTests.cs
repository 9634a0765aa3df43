using DiffusionCourse.Imaging;
using DiffusionCourse.Tests.Browser;
using DiffusionCourse.Tests.Cli;
using DiffusionCourse.Tests.Display;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Imaging;

public sealed class ImageAnimationTests(ITestOutputHelper output) : IDisposable
{
    private static readonly RgbImage[] Frames = [TestPictures.Gradient(16, 8, 0), TestPictures.Gradient(16, 8, 40), TestPictures.Gradient(16, 8, 80)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_WebP_holds_every_frame_exactly_for_its_time_and_repeats()
    {
        var read = AnimatedWebP.Read(new ImageAnimation(Frames, TimeSpan.FromMilliseconds(120), "noise", TimeSpan.FromMilliseconds(500)).ToWebP(), _folder.Path);

        Assert.Equal((16, 8, 0), (read.Width, read.Height, read.Repetitions));
        Assert.Equal([120, 120, 500], read.Frames.Select(frame => frame.Milliseconds));
        Assert.Equal(Frames, read.Frames.Select(frame => frame.Picture));
    }

    [Fact]
    public async Task A_browser_sees_every_frame_exactly_for_its_time()
    {
        const string Decode = """
            async base64 => {
                const data = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
                const decoder = new ImageDecoder({ data, type: 'image/webp' });
                await decoder.tracks.ready;
                await decoder.completed;
                const found = [];
                for (let i = 0; i < decoder.tracks.selectedTrack.frameCount; i++) {
                    const { image } = await decoder.decode({ frameIndex: i });
                    const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
                    const context = canvas.getContext('2d');
                    context.drawImage(image, 0, 0);
                    found.push([image.duration, decoder.tracks.selectedTrack.repetitionCount === Infinity ? 0 : 1, ...context.getImageData(0, 0, canvas.width, canvas.height).data]);
                }
                return JSON.stringify(found);
            }
            """;
        if (!Chromium.IsPresent(output))
        {
            return;
        }

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        // Decoders are offered to pages from the own machine or over TLS alone.
        await page.RouteAsync("https://course.test/", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<title>x</title>" }));
        await page.GotoAsync("https://course.test/");
        var webP = new ImageAnimation(Frames, TimeSpan.FromMilliseconds(120), "noise", TimeSpan.FromMilliseconds(500)).ToWebP();
        var found = System.Text.Json.JsonSerializer.Deserialize<int[][]>(await page.EvaluateAsync<string>(Decode, Convert.ToBase64String(webP)))!;

        Assert.Equal([120_000, 120_000, 500_000], found.Select(frame => frame[0]));
        Assert.All(found, frame => Assert.Equal(0, frame[1]));
        Assert.Equal(Frames.Select(frame => string.Join(',', frame.Pixels.ToArray())), found.Select(frame => string.Join(',', frame[2..].Where((_, i) => i % 4 != 3))));
    }

    [Fact]
    public void Of_an_animation_the_first_picture_is_read()
    {
        var path = _folder.File("x.webp");
        new ImageAnimation(Frames, TimeSpan.FromMilliseconds(120), "noise").Save(path);

        Assert.Equal(Frames[0], RgbImage.Load(path));
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
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageAnimation(Frames, TimeSpan.FromHours(2), "x"));
    }

    [Fact]
    public void Only_webp_files_are_saved() =>
        Assert.Contains(".webp", Assert.Throws<ArgumentException>(() => new ImageAnimation(Frames, TimeSpan.FromSeconds(1), "x").Save("x.gif")).Message, StringComparison.Ordinal);
}
