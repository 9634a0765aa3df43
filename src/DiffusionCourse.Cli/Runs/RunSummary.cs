using DiffusionCourse.Notebooks.Running;
using Spectre.Console;

namespace DiffusionCourse.Cli.Runs;

/// <summary>What a run came to, for the reader and for the shell.</summary>
internal static class RunSummary
{
    public static int ExitCodeOf(RunReport report) => RunExitCode.Of([.. report.Notebooks.Select(notebook => notebook.Status)]);

    public static void Write(RunReport report)
    {
        var passed = report.Notebooks.Count(notebook => notebook.Status == RunStatus.Passed);
        AnsiConsole.MarkupLine(Invariant($"{passed} of {report.Notebooks.Count} notebooks passed in {report.Elapsed.TotalSeconds:0.0} s"));
        foreach (var notebook in report.Notebooks)
        {
            if (notebook.FirstFailure is { Error: { } error } cell)
            {
                AnsiConsole.MarkupLine($"[red]{Markup.Escape(notebook.Path)}[/], cell {cell.Number}:");
                Console.WriteLine(error.ToString());
            }
        }

        Console.WriteLine($"Open {report.IndexPath}");
    }
}
