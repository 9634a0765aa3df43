using System.CommandLine;
using DiffusionCourse.Cli.Runs;
using DiffusionCourse.Cli.Starting;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Notebooks.Jupyter.Installation;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course jupyter</c>: the notebooks where a student can edit them, and the kernel that runs them.</summary>
internal static class JupyterCommand
{
    private static readonly Argument<string> Folder = new("DIR")
    {
        Description = "Where the student's notebooks go. Default: diffusion-course in the home folder.",
        DefaultValueFactory = _ => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "diffusion-course"),
    };

    private static readonly Option<string?> Prefix = new("--prefix")
    {
        Description = "Install the kernel below PREFIX, as PREFIX/share/jupyter/kernels, and not for the user.",
        HelpName = "PREFIX",
    };
    private static readonly Option<bool> Launch = new("--launch") { Description = "Start Jupyter there, if it is installed." };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace notebooks that were edited, too." };

    public static Command Create()
    {
        var command = new Command(
            "jupyter",
            "Copy the notebooks as .ipynb to a folder of your own, and install the kernel that runs them. Edited notebooks are never "
                + "replaced, the others are kept up to date.")
        {
            Folder, Prefix, Launch, Force,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(arguments.GetValue(Folder)!);
        var root = CourseRoot.Find();
        RequireBuild(root);
        var program = arguments.GetValue(Launch) ? JupyterProgram.Find() ?? throw new FileNotFoundException(JupyterProgram.Missing) : null;
        var files = await NotebookExport.RunAsync(
            [Path.Combine(root, "notebooks")],
            new ExportOptions { Format = ExportFormat.Ipynb, OutputFolder = folder, Force = arguments.GetValue(Force) },
            null,
            cancellation);
        WriteFiles(files, folder);
        InstallKernel(arguments.GetValue(Prefix));
        if (program is null)
        {
            Console.WriteLine(
                $"Start Jupyter in {folder} (jupyter lab, or jupyter notebook), or open that folder in VS Code with its Jupyter "
                    + $"extension. Choose the kernel '{KernelInstallation.DefaultDisplayName}'.");
            return ExitCode.Success;
        }

        return await JupyterProgram.RunAsync(program, folder, arguments.GetValue(Prefix), cancellation);
    }

    private static void WriteFiles(IReadOnlyList<ExportedFile> files, string folder)
    {
        foreach (var file in files.Where(file => file.Outcome == ExportOutcome.Kept))
        {
            Console.WriteLine($"kept, because it was edited: {file.Target}");
        }

        int Count(ExportOutcome outcome) => files.Count(file => file.Outcome == outcome);
        Console.WriteLine(
            Invariant(
                $"{folder}: {Count(ExportOutcome.Written)} written, {Count(ExportOutcome.Unchanged)} unchanged, {
                    Count(ExportOutcome.Kept)} edited and kept"));
    }

    private static void InstallKernel(string? prefix)
    {
        var place = prefix is null ? KernelInstallation.ForUser() : KernelInstallation.ForPrefix(prefix);
        var present = place.List().FirstOrDefault(kernel => kernel.Name == KernelInstallation.DefaultName);
        if (present is { IsOurs: false })
        {
            // .NET Interactive's own, most likely: the notebooks run on it as well.
            Console.WriteLine(
                $"Left alone: the kernel '{present.DisplayName}' in {present.Folder}, which has the name that the notebooks ask for. "
                    + "'course kernel install --force' replaces it by the course's.");
            return;
        }

        var kernel = place.Install();
        Console.WriteLine($"Installed the kernel '{kernel.DisplayName}' in {kernel.Folder}");
    }

    private static void RequireBuild(string root)
    {
        var setUp = CourseRoot.SetUpOf(root);
        if (!File.Exists(setUp))
        {
            throw new FileNotFoundException($"'{setUp}' is not there, which every notebook imports. Run 'dotnet build' in {root} first.");
        }
    }
}
