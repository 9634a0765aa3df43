using System.CommandLine;
using DiffusionCourse.Notebooks.Exporting;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course export</c>: notebooks in other formats.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Notebooks (.dib, .ipynb) and folders of them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<ExportFormat> Format = new("--to")
    {
        Description = "ipynb: a Jupyter notebook. dib: a Polyglot notebook. cs: a program for 'dotnet run FILE.cs'.",
        Required = true,
    };

    private static readonly Option<string?> Output = new("--output", "-o") { Description = "The folder to write to. Default: beside each notebook." };

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Replace files that were edited since they were exported, or that no export has written. Without it they are kept. An .ipynb that was only run does not count as edited.",
    };

    public static Command Create()
    {
        var command = new Command("export", "Write notebooks in another format. Links between them and the paths of #!import and #r are adapted to where the files go.") { Paths, Format, Output, Force };
        command.SetAction(arguments => Run(arguments));
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var options = new ExportOptions
        {
            Format = arguments.GetValue(Format),
            OutputFolder = arguments.GetValue(Output),
            Force = arguments.GetValue(Force),
        };
        var files = NotebookExport.Run(arguments.GetValue(Paths)!, options);
        foreach (var file in files)
        {
            Console.WriteLine($"{Word(file.Outcome)} {Path.GetRelativePath(Environment.CurrentDirectory, file.Target)}");
        }

        if (files.All(file => file.Outcome != ExportOutcome.Kept))
        {
            return ExitCode.Success;
        }

        Console.Error.WriteLine("Kept files were edited, or were not written by an export. --force replaces them.");
        return ExitCode.Failed;
    }

    private static string Word(ExportOutcome outcome) => outcome switch
    {
        ExportOutcome.Written => "written  ",
        ExportOutcome.Unchanged => "unchanged",
        _ => "kept     ",
    };
}
