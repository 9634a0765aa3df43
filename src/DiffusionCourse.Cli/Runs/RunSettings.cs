using System.CommandLine;
using System.CommandLine.Parsing;
using DiffusionCourse.Models;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Cli.Runs;

/// <summary>What every command that runs notebooks can be told.</summary>
internal static class RunSettings
{
    public static Option<string> Model { get; } = new("--model")
    {
        Description = "The model that the notebooks use: a name below models/, one that was pulled (course models), or a folder.",
        DefaultValueFactory = _ => ModelLocator.DefaultModel,
    };

    public static Option<double> Timeout { get; } = new("--timeout")
    {
        Description = "Seconds that one cell may take.",
        CustomParser = NumberOption.Real<double>("a number of seconds, such as 600"),
        DefaultValueFactory = _ => 600,
    };

    public static Option<RunHost> Host { get; } = new("--host")
    {
        Description = "What runs the cells: course, or dotnet-interactive, the tool that 'dotnet tool restore' brings.",
        HelpName = "course|dotnet-interactive",
        CustomParser = HostFrom,
    };

    public static RunOptions From(ParseResult arguments, string outputFolder) => new()
    {
        OutputFolder = Path.GetFullPath(outputFolder),
        CellTimeout = LimitFrom(arguments.GetValue(Timeout)),
        Title = "DiffusionCourse",
        Host = arguments.GetValue(Host),
        EnvironmentVariables = new Dictionary<string, string?> { [ModelLocator.ModelVariable] = ModelFrom(arguments.GetValue(Model)!) },
    };

    private static RunHost HostFrom(ArgumentResult result)
    {
        switch (result.Tokens)
        {
            case [{ Value: "course" }]:
                return RunHost.Course;
            case [{ Value: "dotnet-interactive" }]:
                return RunHost.DotNetInteractive;
            default:
                result.AddError(
                    $"--host is '{string.Join(' ', result.Tokens.Select(token => token.Value))}': it must be course or "
                        + "dotnet-interactive.");
                return default;
        }
    }

    private static TimeSpan LimitFrom(double seconds) => seconds > 0 && seconds <= TimeSpan.FromDays(1).TotalSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new ArgumentException($"--timeout is {seconds}: it must be above 0 and at most 86400 seconds. The default is 600.");

    // Cells run in the notebook's folder: a relative path must not depend on where the command was called.
    private static string ModelFrom(string nameOrPath)
    {
        var folder = ModelLocator.Find(nameOrPath);
        return Directory.Exists(nameOrPath) ? folder : nameOrPath;
    }
}
