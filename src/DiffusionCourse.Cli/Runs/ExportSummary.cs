using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Cli.Runs;

/// <summary>What an export came to, for the reader and for the shell.</summary>
internal static class ExportSummary
{
    public static int ExitCodeOf(IReadOnlyList<ExportedFile> files)
    {
        var code = RunExitCode.Of([.. files.Select(file => file.Run).OfType<NotebookResult>().Select(run => run.Status)]);
        return code == ExitCode.Success && files.Any(file => file.Outcome == ExportOutcome.Kept) ? ExitCode.Failed : code;
    }

    public static void Write(IReadOnlyList<ExportedFile> files)
    {
        foreach (var file in files)
        {
            Console.WriteLine($"{Word(file.Outcome)} {Path.GetRelativePath(Environment.CurrentDirectory, file.Target)}");
            if (file.Run?.FirstFailure is { Error: { } error } cell)
            {
                Console.Error.WriteLine($"{file.Source}, cell {cell.Number}: {error}");
            }
        }

        if (files.Any(file => file.Outcome == ExportOutcome.Kept))
        {
            Console.Error.WriteLine("Kept files were edited, or were not written by an export. --force replaces them.");
        }
    }

    private static string Word(ExportOutcome outcome) => outcome switch
    {
        ExportOutcome.Written => "written  ",
        ExportOutcome.Unchanged => "unchanged",
        _ => "kept     ",
    };
}
