using System.Text.Json;

namespace DiffusionCourse.Tests.Cli;

/// <summary>That course bench measures what it says, on any machine; how fast anything is, it is there to find out.</summary>
public sealed class BenchCommandTests
{
    private static readonly string[] Titles =
    [
        "a picture: 2 guided steps and the decode", "threads (one session, batch of two)", "threads that wait (batch of two, all threads)",
        "graph optimisation (batch of two, all threads)", "loading the UNet", "from the start of a process to its end", "a sweep of 8 pictures",
    ];

    [Fact]
    public async Task Prints_one_json_object_of_comparisons_that_can_be_true()
    {
        var run = await CourseCommand.RunAsync("bench", "--model", "emoji-128", "--quick", "--rounds", "2", "--steps", "2", "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        var root = json.RootElement;
        Assert.Equal(("emoji-128", 2, 2), (root.GetProperty("model").GetString(), root.GetProperty("steps").GetInt32(), root.GetProperty("rounds").GetInt32()));
        Assert.Contains(root.GetProperty("arrangement").GetString(), new[] { "ConcurrentCalls", "BatchOfTwo" });
        // Whatever else the machine does: a picture is no hundred times what its calls take, nor a hundredth.
        Assert.InRange(root.GetProperty("pipelineOverBareCalls").GetDouble(), 0.01, 100);
        Assert.InRange(root.GetProperty("bytesPerStep").GetDouble(), 0, 100_000);
        Assert.InRange(root.GetProperty("peakMegabytes").GetDouble(), 20, 100_000);
        var sections = root.GetProperty("sections").EnumerateArray().ToArray();
        Assert.Equal(Titles, sections.Select(section => section.GetProperty("title").GetString()));
        foreach (var rows in sections.Select(section => section.GetProperty("rows").EnumerateArray().ToArray()))
        {
            Assert.True(rows.Length > (Environment.ProcessorCount > 1 ? 1 : 0));
            Assert.Equal(1, rows[0].GetProperty("ratio").GetDouble());
            Assert.All(rows, row =>
            {
                Assert.True(row.GetProperty("ratio").GetDouble() > 0);
                Assert.True(row.GetProperty("minimumMs").GetDouble() > 0);
                Assert.True(row.GetProperty("medianMs").GetDouble() >= row.GetProperty("minimumMs").GetDouble());
            });
        }

        // A process cannot be started, and draw, in no time; the shared pool is there, since this was its first use of the runtime.
        Assert.True(Row("from the start of a process to its end", "course generate").GetProperty("minimumMs").GetDouble() > 20);
        Row("threads that wait (batch of two, all threads)", "one pool for all sessions");
        Assert.Empty(root.GetProperty("notices").EnumerateArray());
        Assert.Contains("measuring a sweep", run.Errors, StringComparison.Ordinal);

        JsonElement Row(string title, string name) => sections.Single(section => section.GetProperty("title").GetString() == title)
            .GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("name").GetString() == name);
    }

    [Fact]
    public async Task Says_what_it_does_when_asked()
    {
        var run = await CourseCommand.RunAsync("bench", "--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.All(new[] { "bare ONNX Runtime calls", "--model", "--steps", "--rounds", "--quick", "--json" }, word => Assert.Contains(word, run.Output, StringComparison.Ordinal));
    }

    public static TheoryData<string[], string> Wrong => new()
    {
        { ["--rounds", "0"], "--rounds is 0: it must be 1 to 1000" },
        { ["--rounds", "many"], "such as 15" },
        { ["--steps", "0"], "--steps is 0: it must be 1 to 200" },
        { ["--steps", "201"], "1 to 200" },
        { ["--steps", "2.5"], "such as 20" },
        { ["--model", "emoji-129"], "emoji-128" },
        { ["--model", ""], "model" },
        { ["--speed", "high"], "--speed" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_argument_exits_2_and_says_why(string[] arguments, string expected)
    {
        var run = await CourseCommand.RunAsync(["bench", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("measuring", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
