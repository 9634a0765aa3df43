using System.Text.Json;
using DiffusionCourse.Tests.Exports;

namespace DiffusionCourse.Tests.Cli;

public sealed class CostCommandTests
{
    [Fact]
    public async Task Prints_one_json_object()
    {
        var run = await CourseCommand.RunAsync("cost", "sd15", "--size", "512", "--steps", "20", "--guidance", "7.5", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        var root = json.RootElement;
        Assert.Equal(401.6, root.GetProperty("unetGMac").GetDouble(), 2.0);
        Assert.Equal(6.65, root.GetProperty("textEncoderGMac").GetDouble(), 0.033);
        Assert.Equal(1257, root.GetProperty("vaeDecoderGMac").GetDouble(), 6.0);
        Assert.Equal(34.7, root.GetProperty("totalTFlop").GetDouble(), 0.1);
        Assert.Equal(40, root.GetProperty("unetEvaluations").GetInt32());
        var parameters = root.GetProperty("parameters");
        Assert.Equal(859_520_964, parameters.GetProperty("unet").GetInt64());
        Assert.Equal(123_060_480, parameters.GetProperty("textEncoder").GetInt64());
        Assert.Equal(49_490_199, parameters.GetProperty("vaeDecoder").GetInt64());
        Assert.Equal(34_163_664, parameters.GetProperty("vaeEncoder").GetInt64());
        Assert.Equal(4 * (859_520_964L + 123_060_480 + 83_653_863), root.GetProperty("weightBytes").GetInt64());
    }

    [Fact]
    public async Task Shows_the_embedded_model_as_a_table()
    {
        var run = await CourseCommand.RunAsync("cost", "emoji-128", "--steps", "3", "--guidance", "1", "--scheduler", "pndm", "--precision", "fp16");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("emoji-128, 128 x 128, 3 steps of pndm, w = 1", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"UNet\s+\S*\s*4\s", run.Output);
    }

    [Fact]
    public async Task Measures_what_runs_and_finds_the_same()
    {
        var run = await CourseCommand.RunAsync("cost", "emoji-128", "--measure", "--runs", "1", "--device", "cpu", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        var unet = json.RootElement.GetProperty("measured").EnumerateArray().Single(network => network.GetProperty("name").GetString() == "UNet");
        Assert.Equal(json.RootElement.GetProperty("unetGMac").GetDouble(), unet.GetProperty("gMac").GetDouble(), 0.003);
        Assert.Equal(json.RootElement.GetProperty("parameters").GetProperty("unet").GetInt64(), unet.GetProperty("parameters").GetInt64());
        Assert.True(unet.GetProperty("byKind").GetProperty("convolution").GetProperty("gFlopPerSecond").GetDouble() > 0);
        Assert.Equal(0, unet.GetProperty("notCounted").GetArrayLength());
    }

    [Fact]
    public async Task Predicts_the_time_on_a_device()
    {
        var run = await CourseCommand.RunAsync("cost", "sd15", "--guidance", "7.5", "--predict", "T4", "--efficiency", "0.17", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        var prediction = json.RootElement.GetProperty("prediction");
        // 6.9 guided steps a second have been published.
        Assert.Equal(1000 / 6.9, 2 * prediction.GetProperty("unetMilliseconds").GetDouble(), 2.0);
        Assert.Equal(3.14, prediction.GetProperty("seconds").GetDouble(), 0.02);
    }

    [Fact]
    public async Task Measures_one_file_as_a_table()
    {
        var run = await CourseCommand.RunAsync("cost", "models/emoji-128/vae_decoder/model.onnx", "--measure", "--runs", "1", "--shape", "latent_sample=1x8x16x16");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("convolution", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.6368", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_kinds_and_resolutions_on_request()
    {
        var run = await CourseCommand.RunAsync("cost", "sd15", "--details");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("cross-attention", run.Output, StringComparison.Ordinal);
        Assert.Contains("64 x 64", run.Output, StringComparison.Ordinal);
        Assert.Contains("activations", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scheduler", "heun", "--steps", "6", "--guidance", "3")]
    [InlineData("--scheduler", "pndm", "--steps", "7", "--guidance", "1")]
    [InlineData("--width", "32", "--height", "96", "--steps", "2")]
    [InlineData("--strength", "0.5", "--steps", "9", "--scheduler", "kdpm2")]
    public async Task Counts_the_evaluations_that_generate_then_makes(params string[] settings)
    {
        using var folder = new TemporaryFolder();
        var picture = folder.File("apple.png");
        await File.WriteAllBytesAsync(picture, new DiffusionCourse.Imaging.RgbImage(1, 1, [200, 0, 0]).ToPng());
        string[] start = settings.Contains("--strength") ? ["--image", picture] : [];
        var drawn = await CourseCommand.RunAsync(["generate", "a red apple", "--model", "emoji-128", "--device", "cpu", "--json", "--out", folder.File("out.png"), .. start, .. settings]);
        var counted = await CourseCommand.RunAsync(["cost", "emoji-128", "--json", .. settings]);
        Assert.Equal((0, 0, ""), (drawn.ExitCode, counted.ExitCode, counted.Errors));
        using var made = JsonDocument.Parse(drawn.Output);
        using var planned = JsonDocument.Parse(counted.Output);
        foreach (var field in new[] { "unetEvaluations", "guidanceScale", "width", "height", "steps", "scheduler" })
        {
            Assert.Equal(made.RootElement.GetProperty(field).ToString(), planned.RootElement.GetProperty(field).ToString());
        }

        Assert.Equal(start.Length > 0 ? 1 : 0, planned.RootElement.GetProperty("vaeEncoderCalls").GetInt32());
    }

    [Theory]
    [InlineData("LCMScheduler", 4)]
    [InlineData("HeunDiscreteScheduler", 39)]
    public async Task A_folder_that_does_not_say_how_it_is_built_is_measured_and_planned_as_it_is_drawn(string schedulerClass, int evaluations)
    {
        // Told the guidance scale, so one evaluation a call, with what the folder's scheduler suits.
        using var model = new ExportedModel(new() { TimestepCondition = 32, EmbedsGuidance = true });
        model.Write("scheduler/scheduler_config.json", new { _class_name = schedulerClass, beta_start = 0.00085, beta_end = 0.012, beta_schedule = "scaled_linear", num_train_timesteps = 1000 });
        string[] settings = schedulerClass.StartsWith("LCM", StringComparison.Ordinal) ? [] : ["--scheduler", "heun", "--steps", "20"];
        var drawn = await CourseCommand.RunAsync(["generate", "a red apple", "--model", model.Folder, "--device", "cpu", "--json", "--out", model.PathOf("out.png"), .. settings]);
        var counted = await CourseCommand.RunAsync(["cost", model.Folder, "--measure", "--runs", "1", "--device", "cpu", "--json", .. settings]);
        Assert.Equal((0, 0), (drawn.ExitCode, counted.ExitCode));
        using var made = JsonDocument.Parse(drawn.Output);
        using var planned = JsonDocument.Parse(counted.Output);
        Assert.Equal("run", planned.RootElement.GetProperty("countedBy").GetString());
        foreach (var field in new[] { "unetEvaluations", "guidanceScale", "steps", "scheduler" })
        {
            Assert.Equal(made.RootElement.GetProperty(field).ToString(), planned.RootElement.GetProperty(field).ToString());
        }

        Assert.Equal(evaluations, planned.RootElement.GetProperty("unetEvaluations").GetInt32());
        Assert.Equal(1, planned.RootElement.GetProperty("textEncoderCalls").GetInt32());
        // Without running it, nothing can be said of it.
        var refused = await CourseCommand.RunAsync("cost", model.Folder);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("config.json", refused.Errors, StringComparison.Ordinal);
    }

    public static TheoryData<string[], string> Wrong => new()
    {
        { ["sd16"], "sd15, sd21, sdxl, sd3, flux1" },
        { [], "MODEL" },
        { ["sd15", "--size", "500"], "nearest is 512" },
        { ["sd15", "--size", "4096"], "64 to 2048" },
        { ["emoji-128", "--size", "72"], "multiple of 32" },
        { ["sd15", "--steps", "0"], "1 to 1000" },
        { ["sd15", "--size", "512", "--width", "256"], "leave one of them out" },
        { ["sd15", "--strength", "1.5"], "above 0" },
        { ["sd15", "--strength", "0.01"], "none of 20 steps" },
        { ["sd15", "--guidance", "-1"], "0 to 100" },
        { ["sd15", "--guidance", "NaN"], "0 to 100" },
        { ["sd15", "--guidance", "7,5"], "such as 7.5" },
        { ["sd15", "--size", "512px"], "such as 512" },
        { ["sd15", "--measure"], "sd15" },
        { ["models/emoji-128/unet/model.onnx", "--measure", "--shape", "sample"], "sample=1x4x64x64" },
        { ["sd15", "--predict", "V100"], "T4, A100" },
        { ["sd15", "--predict", "T4", "--efficiency", "2"], "at most 1" },
        { ["emoji-128", "--measure", "--runs", "0"], "1 to 1000" },
        { ["sd15", "--scheduler", "eular"], "euler" },
        { ["sd15", "--precision", "int3"], "fp16" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_argument_exits_2_and_says_why(string[] arguments, string expected)
    {
        var run = await CourseCommand.RunAsync(["cost", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
