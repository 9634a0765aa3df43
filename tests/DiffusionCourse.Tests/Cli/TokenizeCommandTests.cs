using System.Text.Json;

namespace DiffusionCourse.Tests.Cli;

public sealed class TokenizeCommandTests
{
    [Fact]
    public async Task Prints_ids_and_tokens()
    {
        var run = await CourseCommand.RunAsync("tokenize", "a red apple", "--model", "emoji-128", "--json");
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
        var run = await CourseCommand.RunAsync("tokenize", string.Join(' ', Enumerable.Repeat("cat", 30)), "--model", "emoji-128");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("was cut", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@cat")]
    [InlineData("@")]
    [InlineData("@README.md")]
    public async Task A_prompt_that_begins_with_an_at_sign_is_taken_as_it_is(string prompt)
    {
        var run = await CourseCommand.RunAsync("tokenize", prompt, "--model", "emoji-128", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        Assert.StartsWith("@", json.RootElement.GetProperty("tokens")[1].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_notice_of_a_long_prompt_is_short()
    {
        var run = await CourseCommand.RunAsync("tokenize", string.Join(' ', Enumerable.Repeat("zebra", 5000)), "--model", "emoji-128");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"\(\d+ tokens\) was cut", run.Errors);
        Assert.InRange(run.Errors.Length, 50, 400);
    }

    [Fact]
    public async Task An_unknown_model_exits_2() => Assert.Equal(2, (await CourseCommand.RunAsync("tokenize", "a cat", "--model", "nothing")).ExitCode);
}
