using System.CommandLine;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Linting;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course lint</c>: what any notebook host would refuse.</summary>
internal static class LintCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Notebooks (.dib, .ipynb) and folders of them. Default: notebooks.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["notebooks"],
    };

    /// <summary>What this course asks of its notebooks.</summary>
    public static LintOptions Options { get; } =
        new() { SetUpFile = "setup.dib", SetUpCheck = "Course.CheckSetup()", BuildCommand = "dotnet build" };

    public static Command Create()
    {
        var command =
            new Command(
                "lint",
                "Look for what any notebook host would refuse, or a reader stumble over. Fails on errors, not on warnings.") { Paths };
        command.SetAction(arguments => Run(arguments.GetValue(Paths)!));
        return command;
    }

    private static int Run(string[] paths)
    {
        var notebooks = paths.SelectMany(NotebookSearch.Find).Select(found =>
            Path.GetRelativePath(Environment.CurrentDirectory, found.Path)).Distinct().ToList();
        var findings = notebooks.SelectMany(path => NotebookLint.Check(path, Options)).ToList();
        foreach (var finding in findings)
        {
            Console.WriteLine(finding);
        }

        var errors = findings.Count(finding => finding.Severity == LintSeverity.Error);
        Console.WriteLine(
            Invariant($"{Count(notebooks.Count, "notebook")}, {Count(errors, "error")}, {Count(findings.Count - errors, "warning")}"));
        return errors > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    private static string Count(int number, string noun) => Invariant($"{number} {noun}{(number == 1 ? "" : "s")}");
}
