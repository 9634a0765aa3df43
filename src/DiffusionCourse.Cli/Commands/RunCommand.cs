using System.CommandLine;
using DiffusionCourse.Cli.Runs;
using DiffusionCourse.Models;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course run</c>: the notebooks, headless, as the pages that students see.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Notebooks (.dib, .ipynb) and folders of them. Default: notebooks.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["notebooks"],
    };

    private static readonly Option<string> Output = new("--output", "-o") { Description = "The folder for the pages.", DefaultValueFactory = _ => Path.Combine("artifacts", "site") };
    private static readonly Option<string> Model = new("--model") { Description = "The model that the notebooks use: a name below models/, one that was pulled (course models), or a folder.", DefaultValueFactory = _ => ModelLocator.DefaultModel };
    private static readonly Option<double> Timeout = new("--timeout") { Description = "Seconds that one cell may take.", CustomParser = NumberOption.Real<double>("a number of seconds, such as 600"), DefaultValueFactory = _ => 600 };
    private static readonly Option<bool> FailFast = new("--fail-fast") { Description = "Stop at the first notebook that fails." };

    public static Command Create()
    {
        var command = new Command("run", "Run notebooks without an editor and write them as web pages.") { Paths, Output, Model, Timeout, FailFast };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        double seconds = arguments.GetValue(Timeout);
        if (!(seconds > 0 && seconds <= TimeSpan.FromDays(1).TotalSeconds))
        {
            throw new ArgumentException($"--timeout is {seconds}: it must be above 0 and at most 86400 seconds. The default is 600.");
        }

        var options = new RunOptions
        {
            OutputFolder = Path.GetFullPath(arguments.GetValue(Output)!),
            CellTimeout = TimeSpan.FromSeconds(seconds),
            FailFast = arguments.GetValue(FailFast),
            Title = "DiffusionCourse",
            EnvironmentVariables = new Dictionary<string, string?> { [ModelLocator.ModelVariable] = ModelFor(arguments.GetValue(Model)!) },
        };
        var report = await RunDisplay.ShowAsync(progress => CourseRunner.RunAsync(arguments.GetValue(Paths)!, options, progress, cancellation));
        RunSummary.Write(report);
        return RunSummary.ExitCodeOf(report);
    }

    // Cells run in the notebook's folder: a relative path must not depend on where the command was called.
    private static string ModelFor(string nameOrPath)
    {
        string folder = ModelLocator.Find(nameOrPath);
        return Directory.Exists(nameOrPath) ? folder : nameOrPath;
    }
}
