using System.CommandLine;
using DiffusionCourse.Notebooks.Comparing;
using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course compare</c>: what two hosts made of the same notebooks.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> One =
        new("ONE") { Description = "An executed .ipynb file from one host, or a folder of them." };
    private static readonly Argument<string> Other = new("OTHER") { Description = "The same from another host." };

    public static Command Create()
    {
        var command =
            new Command(
                "compare",
                "Compare, cell by cell, what two hosts showed for the same notebooks. Times, ids and the bytes of pictures do not "
                    + "count.") { One,
                Other };
        command.SetAction(arguments => Run(arguments.GetValue(One)!, arguments.GetValue(Other)!));
        return command;
    }

    private static int Run(string one, string other)
    {
        var differences = 0;
        var notebooks = NotebookSearch.Find(one);
        foreach (var notebook in notebooks)
        {
            var there = Directory.Exists(other) ? Path.Combine(other, notebook.RelativePath) : other;
            foreach (var difference in NotebookComparison.Compare(notebook.Path, there))
            {
                differences++;
                Console.WriteLine($"{notebook.RelativePath}, {difference}");
            }
        }

        Console.WriteLine(Invariant($"{notebooks.Count} compared, {differences} differences"));
        return differences == 0 ? ExitCode.Success : ExitCode.Failed;
    }
}
