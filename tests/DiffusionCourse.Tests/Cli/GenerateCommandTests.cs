using System.Text.Json;
using DiffusionCourse.Imaging;

namespace DiffusionCourse.Tests.Cli;

public sealed class GenerateCommandTests : IDisposable
{
    private const string Apple = "a red apple, flat style, blue background";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Prints_one_json_object_and_writes_the_picture()
    {
        var path = _folder.File("apple.png");
        var run = await CourseCommand.RunAsync("generate", Apple, "--steps", "3", "--guidance", "3", "--seed", "7", "--scheduler", "ddim", "--negative", "glossy style", "--json", "--out", path);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        var root = json.RootElement;
        Assert.Equal("emoji-128", root.GetProperty("model").GetString());
        Assert.Equal("cpu", root.GetProperty("device").GetString());
        Assert.Equal(Apple, root.GetProperty("prompt").GetString());
        Assert.Equal("glossy style", root.GetProperty("negativePrompt").GetString());
        Assert.Equal(7, root.GetProperty("seed").GetInt32());
        Assert.Equal(3, root.GetProperty("steps").GetInt32());
        Assert.Equal(3.0, root.GetProperty("guidanceScale").GetDouble());
        Assert.Equal("ddim", root.GetProperty("scheduler").GetString());
        Assert.Equal(6, root.GetProperty("unetEvaluations").GetInt32());
        Assert.Equal((128, 128), (root.GetProperty("width").GetInt32(), root.GetProperty("height").GetInt32()));
        Assert.Equal(path, root.GetProperty("out").GetString());
        var timings = root.GetProperty("timingsMs");
        Assert.All(["load", "textEncoder", "unet", "scheduler", "vae", "total"], name => Assert.True(timings.GetProperty(name).GetDouble() > 0, name));
        var image = RgbImage.Load(path);
        Assert.Equal((128, 128), (image.Width, image.Height));
    }

    [Fact]
    public async Task Twice_gives_the_same_bytes()
    {
        foreach (var name in new[] { "one.png", "two.png" })
        {
            Assert.Equal(0, (await CourseCommand.RunAsync("generate", Apple, "--steps", "2", "--out", _folder.File(name))).ExitCode);
        }

        Assert.Equal(File.ReadAllBytes(_folder.File("one.png")), File.ReadAllBytes(_folder.File("two.png")));
    }

    [Fact]
    public async Task Several_pictures_are_numbered_and_their_latents_start_new_ones()
    {
        var many = await CourseCommand.RunAsync("generate", Apple, "--steps", "2", "--count", "2", "--json", "--out", _folder.File("apple.png"), "--latents-out", _folder.File("apple.npy"));
        Assert.Equal((0, ""), (many.ExitCode, many.Errors));
        using var json = JsonDocument.Parse(many.Output);
        Assert.Equal([42, 43], json.RootElement.EnumerateArray().Select(result => result.GetProperty("seed").GetInt32()));
        Assert.True(json.RootElement[0].GetProperty("memoryMb").GetProperty("peakProcess").GetDouble() > json.RootElement[0].GetProperty("memoryMb").GetProperty("weights").GetDouble());
        Assert.Equal(["apple-1.npy", "apple-1.png", "apple-2.npy", "apple-2.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        string[] common = ["generate", "a frog, flat style", "--steps", "4", "--strength", "0.5", "--json"];
        var again = await CourseCommand.RunAsync([.. common, "--image", _folder.File("apple-1.png"), "--out", _folder.File("one.png")]);
        Assert.Equal((0, ""), (again.ExitCode, again.Errors));
        var latents = await CourseCommand.RunAsync([.. common, "--latents", _folder.File("apple-1.npy"), "--out", _folder.File("two.png")]);
        Assert.Equal((0, ""), (latents.ExitCode, latents.Errors));
        using var result = JsonDocument.Parse(again.Output);
        Assert.Equal(4, result.RootElement.GetProperty("unetEvaluations").GetInt32());
    }

    public static TheoryData<string[], string> Wrong => new()
    {
        { ["--guidance", "NaN"], "0 to 100" },
        { ["--guidance", "-1"], "0 to 100" },
        { ["--guidance", "7,5"], "7.5" },
        { ["--seed", "-1"], "from 0" },
        { ["--seed", "1.5"], "from 0" },
        { ["--width", "wide"], "wide" },
        { ["--steps", "0"], "1 to 1000" },
        { ["--steps", "99999999999"], "1 to 1000" },
        { ["--steps", "many"], "many" },
        { ["--width", "65"], "nearest is 64" },
        { ["--scheduler", "eular"], "euler" },
        { ["--model", "emoji-127"], "emoji-128" },
        { ["--device", "tpu"], "auto, cpu, cuda" },
        { ["--strength", "0.5"], "no picture" },
        { ["--strength", "0,5"], "0.8" },
        { ["--image", "nowhere.png"], "nowhere.png" },
        { ["--image", "README.md"], "README.md" },
        { ["--image", ""], "--image names no file" },
        { ["--image", " "], "--image names no file" },
        { ["--image", "src"], "--image 'src' is a folder" },
        { ["--image", "tests/DiffusionCourse.Tests/Imaging/Photos/claims.png"], "268435456 in all" },
        { ["--latents", ""], "--latents names no file" },
        { ["--latents", "README.md"], "--latents" },
        { ["--latents-out", ""], "--latents-out names no file" },
        { ["--count", "0"], "1 to 256" },
        { ["--count", "many"], "1 to 256" },
        { ["--latents-out", "latents.bin"], ".npy" },
        { ["--colour", "red"], "--colour" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_argument_exits_2_says_why_and_writes_nothing(string[] arguments, string expected)
    {
        var run = await CourseCommand.RunAsync(["generate", Apple, "--out", _folder.File("picture.png"), .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task With_standard_error_closed_the_command_ends_as_it_would_with_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var shell = System.Diagnostics.Process.Start("sh", ["-c", "exec dotnet \"$0\" generate x --steps 0 --out \"$1\" 2>&-", Path.Combine(AppContext.BaseDirectory, "course.dll"), _folder.File("x.png")]);
        await shell.WaitForExitAsync();
        Assert.Equal(2, shell.ExitCode);
    }

    [Fact]
    public async Task Another_file_type_is_refused_before_any_work()
    {
        var run = await CourseCommand.RunAsync("generate", Apple, "--model", "emoji-127", "--out", _folder.File("apple.jpg"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("apple.png", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_name_no_parameters_of_the_code()
    {
        var run = await CourseCommand.RunAsync("generate", Apple, "--device", "tpu", "--out", _folder.File("apple.png"));
        Assert.DoesNotContain("Parameter", run.Errors, StringComparison.Ordinal);
    }

    // ONNX Runtime's official builds report to their maker unless told otherwise, and start with a device id in the user's cache.
    [Fact]
    public async Task Nothing_is_reported_to_the_maker_of_the_runtime()
    {
        var home = new Dictionary<string, string?>
        {
            ["HOME"] = _folder.Path, ["XDG_CACHE_HOME"] = _folder.File("cache"), ["XDG_DATA_HOME"] = _folder.File("data"), ["ORT_DISABLE_TELEMETRY"] = null,
            // These keep it quiet as well, so they would hide a failure.
            ["CI"] = null, ["GITHUB_ACTIONS"] = null, ["TF_BUILD"] = null, ["ORT_RUNNING_UNIT_TESTS"] = null,
        };
        Assert.Equal(0, (await CourseCommand.RunAsync(home, "generate", Apple, "--steps", "1", "--out", _folder.File("apple.png"))).ExitCode);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories), path => path.Contains("Microsoft", StringComparison.OrdinalIgnoreCase) || path.Contains("deviceid", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_refused_before_any_work()
    {
        var run = await CourseCommand.RunAsync("generate", Apple, "--out", Path.Combine(_folder.Path, "nowhere", "apple.png"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("nowhere", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Create it", run.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
