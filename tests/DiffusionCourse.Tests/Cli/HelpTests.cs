namespace DiffusionCourse.Tests.Cli;

public sealed class HelpTests
{
    private static readonly string[] Commands =
        ["run", "export", "compare", "jupyter", "lint", "exercises", "generate", "schedule", "cost", "tokenize", "models", "kernel", "serve", "vscode", "bench", "doctor"];

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public async Task The_command_alone_lists_all_others(params string[] arguments)
    {
        var run = await CourseCommand.RunAsync(arguments);
        Assert.All(Commands, command => Assert.Matches($@"(?m)^\s+{command}\b", run.Output + run.Errors));
    }

    [Fact]
    public async Task Every_command_explains_itself()
    {
        foreach (string command in Commands)
        {
            var run = await CourseCommand.RunAsync(command, "--help");
            Assert.Equal((0, ""), (run.ExitCode, run.Errors));
            Assert.Contains($"course {command}", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_name_mistyped_is_told()
    {
        var run = await CourseCommand.RunAsync("generat", "a cat");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("generat", run.Errors, StringComparison.Ordinal);
        Assert.Contains("course --help", run.Errors, StringComparison.Ordinal);
    }
}
