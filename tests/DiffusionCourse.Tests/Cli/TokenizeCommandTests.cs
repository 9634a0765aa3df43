using System.Text.Json;

namespace DiffusionCourse.Tests.Cli;

public sealed class TokenizeCommandTests
{
    [Fact]
    public async Task Prints_ids_and_tokens()
    {
        var run = await CourseCommand.RunAsync("tokenize", "a red apple", "--model", "emoji-64", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        string[] tokens = [.. json.RootElement.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!)];
        Assert.Equal(["<|startoftext|>", "a</w>", "red</w>", "apple</w>", "<|endoftext|>"], tokens);
        Assert.Equal(24, json.RootElement.GetProperty("ids").GetArrayLength());
        Assert.False(json.RootElement.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Says_what_was_cut()
    {
        var run = await CourseCommand.RunAsync("tokenize", string.Join(' ', Enumerable.Repeat("cat", 30)), "--model", "emoji-64");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("was cut", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_exits_2() => Assert.Equal(2, (await CourseCommand.RunAsync("tokenize", "a cat", "--model", "nothing")).ExitCode);
}
