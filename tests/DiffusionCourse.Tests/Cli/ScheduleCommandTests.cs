using System.Text.Json;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Cli;

/// <summary>The command against Golden/timesteps.json, whose cases start from the same base configuration.</summary>
public sealed class ScheduleCommandTests
{
    [Theory]
    [InlineData("dpm++2m", "DPMSolverMultistepScheduler", "none", "linspace", 10)]
    [InlineData("dpm++2m", "DPMSolverMultistepScheduler", "karras", "linspace", 20)]
    [InlineData("EulerDiscreteScheduler", "EulerDiscreteScheduler", "none", "trailing", 10)]
    [InlineData("ddim", "DDIMScheduler", "none", "leading", 10)]
    public async Task Timesteps_and_sigmas_are_those_of_diffusers(string name, string className, string sigmas, string spacing, int steps)
    {
        var expected = Golden(className, sigmas, spacing, steps);
        var run = await CourseCommand.RunAsync("schedule", name, "--steps", $"{steps}", "--spacing", spacing, "--steps-offset", $"{expected.GetProperty("steps_offset").GetInt32()}", "--sigmas", sigmas, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        Close(Numbers(expected.GetProperty("timesteps")), Numbers(json.RootElement.GetProperty("timesteps")));
        Close([expected.GetProperty("init_noise_sigma").GetDouble()], [json.RootElement.GetProperty("initNoiseSigma").GetDouble()]);
        if (expected.TryGetProperty("sigmas", out var levels))
        {
            Close(Numbers(levels), Numbers(json.RootElement.GetProperty("sigmas")));
        }
    }

    [Theory]
    [InlineData("ddim")]
    [InlineData("dpm++2m")]
    [InlineData("euler-a")]
    [InlineData("unipc")]
    public async Task Equations_are_those_of_the_plan(string name)
    {
        var expected = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name).Preview(4).Equations;
        var text = await CourseCommand.RunAsync("schedule", name, "--steps", "4", "--equations");
        Assert.Equal((0, ""), (text.ExitCode, text.Errors));
        Assert.Equal(expected.Select(equations => equations.ToString()), text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1));

        var run = await CourseCommand.RunAsync("schedule", name, "--steps", "4", "--equations", "--json");
        using var json = JsonDocument.Parse(run.Output);
        var last = json.RootElement.GetProperty("equations").EnumerateArray().Last();
        Assert.Equal(expected[^1].ToString(), last.GetProperty("text").GetString());
        var update = last.GetProperty("lines")[0];
        Assert.Equal("x", update.GetProperty("symbol").GetString());
        Assert.Equal(
            expected[^1].Update.Terms.Select(term => (term.Factor, term.Symbol)),
            update.GetProperty("terms").EnumerateArray().Select(term => (term.GetProperty("factor").GetDouble(), term.GetProperty("symbol").GetString()!)));
    }

    public static TheoryData<string[], string> Wrong => new()
    {
        { ["dmp++2m"], "dpm++2m" },
        { ["ddim", "--steps", "0"], "1 to 1000" },
        { ["ddim", "--steps", "1001"], "1 to 1000" },
        { ["ddim", "--spacing", "even"], "linspace" },
        { ["ddim", "--strength", "NaN"], "strength" },
        { ["ddim", "--strength", "0"], "strength" },
        { ["ddim", "--sigmas", "karras"], "no effect" },
        { ["ddim", "--config", "nowhere.json"], "nowhere.json" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_argument_exits_2_and_says_why(string[] arguments, string expected)
    {
        var run = await CourseCommand.RunAsync(["schedule", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("[]", "scheduler configuration")]
    [InlineData("\"words in quotes\"", "scheduler configuration")]
    [InlineData("words", "scheduler configuration")]
    [InlineData("", "scheduler configuration")]
    [InlineData("{\"num_train_timesteps\": \"1000\"}", "num_train_timesteps")]
    [InlineData("{\"num_train_timesteps\": 2000000000}", "1 to 100000")]
    [InlineData("{\"steps_offset\": -100}", "steps_offset is -100")]
    [InlineData("{\"beta_schedule\": \"cubic\"}", "beta_schedule 'cubic'")]
    public async Task A_file_that_is_no_configuration_is_told_in_one_line(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("config.json"), content);
        var run = await CourseCommand.RunAsync("schedule", "euler", "--steps", "3", "--config", folder.File("config.json"));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("error: --config: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(folder.File("config.json"), run.Errors, StringComparison.Ordinal);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
    }

    private static JsonElement Golden(string className, string sigmas, string spacing, int steps)
    {
        var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "timesteps.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().First(entry =>
            entry.GetProperty("scheduler").GetString() == className
            && entry.GetProperty("sigma_type").GetString() == sigmas
            && entry.GetProperty("timestep_spacing").GetString() == spacing
            && entry.GetProperty("num_inference_steps").GetInt32() == steps
            && entry.GetProperty("steps_offset").GetInt32() == (spacing == "leading" ? 1 : 0));
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * Math.Max(1, Math.Abs(pair.First))));
    }
}
