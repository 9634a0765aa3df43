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
        var (compared, differences) = (0, 0);
        var here = ByName(one);
        var there = Directory.Exists(one) && Directory.Exists(other)
            ? ByName(other)
            : here.Keys.ToDictionary(name => name, name => Directory.Exists(other) ? Path.Combine(other, name) : other);
        foreach (var name in here.Keys.Union(there.Keys))
        {
            if (!here.TryGetValue(name, out var first) || !there.TryGetValue(name, out var second))
            {
                differences++;
                Console.WriteLine($"{name}: only {(here.ContainsKey(name) ? one : other)} has it.");
                continue;
            }

            compared++;
            foreach (var difference in NotebookComparison.Compare(first, second))
            {
                differences++;
                Console.WriteLine($"{name}, {difference}");
            }
        }

        Console.WriteLine(Invariant($"{compared} compared, {differences} differences"));
        return differences == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static Dictionary<string, string> ByName(string path) =>
        NotebookSearch.Find(path).ToDictionary(notebook => notebook.RelativePath, notebook => notebook.Path);
}
