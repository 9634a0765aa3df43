using System.CommandLine;
using System.CommandLine.Parsing;
using DiffusionCourse.Cli.Runs;
using DiffusionCourse.Notebooks.Exporting;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course export</c>: notebooks in other formats.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description =
            "Notebooks (.dib, .ipynb) and folders of them; links to folders inside are not followed. Where several have notebooks of the "
                + "same name, the files go below the names of the folders.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<ExportFormat> Format = new("--to")
    {
        Description = "ipynb: a Jupyter notebook. html: a page. dib: a Polyglot notebook. cs: a program for 'dotnet run FILE.cs'.",
        HelpName = "ipynb|html|dib|cs",
        Required = true,
        CustomParser = FormatFrom,
    };

    private static readonly Option<string?> Output =
        new("--output", "-o") { Description = "The folder to write to. Default: beside each notebook." };
    private static readonly Option<bool> Execute =
        new("--execute") { Description = "Run the notebooks and keep what they show in the export. For ipynb and html." };

    private static readonly Option<bool> Force = new("--force")
    {
        Description =
            "Replace files that were edited since they were exported, or that no export has written. Without it they are kept. An .ipynb "
                + "that was only run does not count as edited, and keeps its outputs until its original changes.",
    };

    public static Command Create()
    {
        var command = new Command(
            "export",
            "Write notebooks in another format. Links between them and the paths of #!import and #r are adapted to where the files go.")
        {
            Paths, Format, Output, Execute, RunSettings.Model, RunSettings.Timeout, RunSettings.Host, Force,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static ExportFormat FormatFrom(ArgumentResult result)
    {
        var text = string.Join(' ', result.Tokens.Select(token => token.Value));
        if (Array.Find(Enum.GetNames<ExportFormat>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } format)
        {
            return Enum.Parse<ExportFormat>(format);
        }

        result.AddError($"--to is '{text}': it must be ipynb, html, dib or cs. For several formats, export once for each.");
        return default;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var output = arguments.GetValue(Output);
        var options = new ExportOptions
        {
            Format = arguments.GetValue(Format),
            OutputFolder = output,
            Title = "DiffusionCourse",
            Force = arguments.GetValue(Force),
            Execution = arguments.GetValue(Execute) ? RunSettings.From(arguments, output ?? Environment.CurrentDirectory) : null,
        };
        var paths = arguments.GetValue(Paths)!;
        var files = options.Execution is null
            ? await NotebookExport.RunAsync(paths, options, null, cancellation)
            : await RunDisplay.ShowAsync(progress => NotebookExport.RunAsync(paths, options, progress, cancellation));
        ExportSummary.Write(files);
        return ExportSummary.ExitCodeOf(files);
    }
}
