using System.Text.Json.Nodes;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Recordings;
using DiffusionCourse.Tests.Cli;
using DiffusionCourse.Tests.Exports;

namespace DiffusionCourse.Tests.Recordings;

public sealed class RecordingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_model_of_Stable_Diffusions_shape_is_recorded_and_read_again()
    {
        using var model = new ExportedModel(ExportLayout.DiffusersScript with { Configs = true });
        var folder = _folder.File("recordings/random");
        var run = await CourseCommand.RunAsync("record", "--model", model.Folder, "--device", "cpu", "--output", folder);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("32 pictures", run.Output, StringComparison.Ordinal);

        var recording = Recording.Load(folder);
        Assert.Equal(Path.GetFileName(model.Folder), recording.Model);
        Assert.Equal([4, 5, 7, 9], recording.Grids.Select(grid => grid.Part));
        Assert.Equal([(1, 4), (1, 4), (3, 4), (2, 6)], recording.Grids.Select(grid => (grid.Pictures.Count, grid.Columns.Count)));
        var steps = recording.Grids[1].Pictures[0];
        Assert.Equal([10, 20, 50, 100], steps.Select(picture => picture.Evaluations));
        Assert.All(steps, picture => Assert.True(picture.Seconds > 0));

        // The recorded picture is the pipeline's own, up to what WebP loses of pictures that look like noise.
        using var pipeline = await model.LoadAsync();
        var drawn = await pipeline.GenerateAsync(new(recording.Grids[1].Title) { Steps = 50, Seed = 42 });
        var kept = recording.Grid(5, folder)!.Rows[0][3].Image;
        Assert.Equal((drawn.Image.Width, drawn.Image.Height), (kept.Width, kept.Height));
        Assert.InRange(DiffusionCourse.Metrics.ImageMetrics.RootMeanSquaredError(drawn.Image.Pixels, kept.Pixels), 0, 40);
        Assert.Null(recording.Grid(6, folder));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("recordings"), "*.part"));
    }

    [Fact]
    public async Task A_pulled_model_is_recorded_by_its_name()
    {
        using var model = new ExportedModel(ExportLayout.DiffusersScript with { Configs = true });
        var pulled = model.MoveInto("models--course-tests--random/snapshots/0123456789abcdef");
        using var pipeline = await StableDiffusionPipeline.LoadAsync(
            pulled, new() { Device = DeviceChoice.Cpu, Arrangement = GuidanceArrangement.BatchOfTwo, Sweeps = SweepMode.OneByOne });
        var folder = _folder.File("recording");
        Assert.Equal("course-tests/random", (await Recorder.RecordAsync(pipeline, folder)).Model);
        Assert.Equal("course-tests/random", Recording.Load(folder).Model);
    }

    [Fact]
    public void A_recording_lies_in_a_folder_of_its_models_name()
    {
        Assert.Equal("emoji-128", Path.GetFileName(Recording.UsualFolder(_folder.File("emoji-128") + Path.DirectorySeparatorChar)));
        var pulled = Recording.UsualFolder(_folder.File("models--course-tests--random/snapshots/0123456789abcdef"));
        Assert.Equal("course-tests-random", Path.GetFileName(pulled));
        Assert.Equal("recordings", Path.GetFileName(Path.GetDirectoryName(pulled)));
    }

    [Theory]
    [InlineData("{", "is damaged")]
    [InlineData("null", "it holds null")]
    [InlineData("{\"model\":\"a\"}", "is damaged")]
    public void A_damaged_file_says_what_to_do(string json, string expected)
    {
        Write(json);
        var error = Assert.Throws<InvalidDataException>(() => Recording.Load(_folder.Path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("course record --model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_outside_of_the_folder_is_refused()
    {
        Write(Sound("../secret.webp"));
        Assert.Contains("names files elsewhere", Assert.Throws<InvalidDataException>(() => Recording.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_picture_is_named()
    {
        Write(Sound("gone.webp"));
        var recording = Recording.Load(_folder.Path);
        Assert.Contains("gone.webp is missing", Assert.Throws<InvalidDataException>(() => recording.Grid(4, _folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_other_things_is_left_alone()
    {
        await File.WriteAllTextAsync(_folder.File("letter.txt"), "dear");
        var run = await CourseCommand.RunAsync("record", "--output", _folder.Path);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("are no recording", run.Errors, StringComparison.Ordinal);
        Assert.Equal("dear", await File.ReadAllTextAsync(_folder.File("letter.txt")));
    }

    [Fact]
    public void The_pages_show_a_recording_where_there_is_one()
    {
        Assert.Contains("course record", Course.Recorded(4, Recording.FindAll([_folder.File("none")])).ToHtml(), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("large"));
        File.WriteAllBytes(_folder.File("large/a.webp"), ImageCodec.EncodeWebP(new RgbImage(8, 8, new byte[192]), 85));
        File.WriteAllText(_folder.File("large/recording.json"), Sound("a.webp"));
        var shown = Course.Recorded(4, Recording.FindAll([_folder.Path, _folder.Path]));
        Assert.Equal("large on a card: a cat", ((ImageGrid)Assert.Single(shown.Items)).Title);
        Assert.Contains("50 evaluations, 1.25 s", shown.ToHtml(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Sound(string file) => new JsonObject
    {
        ["model"] = "large",
        ["device"] = "a card",
        ["day"] = "2026-11-29",
        ["version"] = "1.0.0",
        ["grids"] = new JsonArray(new JsonObject
        {
            ["part"] = 4,
            ["title"] = "a cat",
            ["columns"] = new JsonArray("w = 1"),
            ["rows"] = new JsonArray(),
            ["pictures"] = new JsonArray(new JsonArray(new JsonObject { ["file"] = file, ["evaluations"] = 50, ["seconds"] = 1.25 })),
        }),
    }.ToJsonString();

    private void Write(string json) => File.WriteAllText(_folder.File(Recording.FileName), json);
}
