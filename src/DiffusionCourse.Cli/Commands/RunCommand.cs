using System.CommandLine;
using DiffusionCourse.Cli.Runs;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course run</c>: the notebooks, headless, as the pages that students see.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description =
            "Notebooks (.dib, .ipynb) and folders of them; links to folders inside are not followed. Where several have notebooks of the "
                + "same name, their pages go below the names of the folders. Default: notebooks.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["notebooks"],
    };

    private static readonly Option<string> Output =
        new("--output", "-o") { Description = "The folder for the pages.", DefaultValueFactory = _ => Path.Combine("artifacts", "site") };
    private static readonly Option<bool> FailFast = new("--fail-fast") { Description = "Stop at the first notebook that fails." };

    private static readonly Option<string?> Executed = new("--executed")
    {
        Description = "A folder in which the executed notebooks are kept besides, as .ipynb files for 'course compare'.",
    };

    public static Command Create()
    {
        var command =
            new Command(
                "run",
                "Run notebooks without an editor and write them as web pages.") { Paths, Output, RunSettings.Model, RunSettings.Timeout,
                RunSettings.Host, FailFast, Executed };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var options = RunSettings.From(arguments, arguments.GetValue(Output)!) with
        {
            FailFast = arguments.GetValue(FailFast),
            ExecutedFolder = arguments.GetValue(Executed),
        };
        var report = await RunDisplay.ShowAsync(progress =>
            CourseRunner.RunAsync(arguments.GetValue(Paths)!, options, progress, cancellation));
        RunSummary.Write(report);
        return RunSummary.ExitCodeOf(report);
    }
}
