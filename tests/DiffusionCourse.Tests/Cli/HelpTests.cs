using System.Text.RegularExpressions;
using DiffusionCourse.Cli;

namespace DiffusionCourse.Tests.Cli;

public sealed class HelpTests
{
    private static readonly string[] Commands =
        ["run", "export", "compare", "jupyter", "lint", "exercises", "generate", "sweep", "record", "schedule", "cost", "tokenize", "models", "model-repository", "kernel", "serve", "vscode", "bench", "doctor"];

    [Fact]
    public async Task The_command_alone_says_the_three_things_to_do()
    {
        var run = await CourseCommand.RunAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(["generate", "run", "doctor"], Regex.Matches(run.Output, @"(?m)^  course (\w+)").Select(match => match.Groups[1].Value));
        Assert.All(Commands, command => Assert.Contains(command, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_lists_all_commands()
    {
        var run = await CourseCommand.RunAsync("--help");
        Assert.All(Commands, command => Assert.Matches($@"(?m)^\s+{command}\b", run.Output + run.Errors));
    }

    [Fact]
    public async Task Every_command_explains_itself()
    {
        foreach (var command in Commands)
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
        Assert.Contains("There is no command 'generat'. Did you mean 'generate'?", run.Errors, StringComparison.Ordinal);
        Assert.Contains("course --help", run.Errors, StringComparison.Ordinal);
        Assert.Equal(2, run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("Did you mean '--steps'?", "generate", "a cat", "--step", "3")]
    [InlineData("Did you mean '--guidance'?", "generate", "a cat", "--guidence", "3")]
    [InlineData("There is no option '--xyzzy'.", "generate", "a cat", "--xyzzy")]
    [InlineData("There is no command 'xyzzy'. Commands: ", "xyzzy")]
    [InlineData("Did you mean 'words'?", "models", "wrods")]
    public async Task What_was_probably_meant_is_said(string said, params string[] arguments)
    {
        var run = await CourseCommand.RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("course", "", "course")]
    [InlineData("./course", "bash", "./course")]
    [InlineData("dotnet course.dll", "bash", "course")]
    [InlineData("/x/course a", "dotnet run --project src/DiffusionCourse.Cli -- a", "dotnet run --project src/DiffusionCourse.Cli --")]
    [InlineData("/x/course a", "/usr/bin/dotnet run -c Release --project . -- a", "dotnet run -c Release --project . --")]
    [InlineData("", "", "course")]
    public void Messages_name_the_command_as_it_was_called(string own, string parent, string name) =>
        Assert.Equal(name, CalledAs.Of(own.Split(' ', StringSplitOptions.RemoveEmptyEntries), parent.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
