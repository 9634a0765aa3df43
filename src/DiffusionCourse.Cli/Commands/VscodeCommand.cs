using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Cli.Editors;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course vscode</c>: the course's extension for VS Code.</summary>
internal static class VscodeCommand
{
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The file to write.",
        HelpName = "FILE.vsix",
        DefaultValueFactory = _ => $"diffusion-course-{VscodeExtension.Version}.vsix",
    };

    public static Command Create()
    {
        var install = new Command("install", $"Install the extension into the editors that are there: {EditorProgram.Known}.");
        install.SetAction((_, cancellation) => InstallAsync(cancellation));

        var pack = new Command("pack", "Write the extension as a package, for an editor elsewhere.") { Output };
        pack.SetAction(arguments => Pack(arguments.GetValue(Output)!));

        var status = new Command(
            "status", "Print the device and the model that notebooks use, as JSON: what the editor's status bar shows.");
        status.SetAction(_ => PrintStatus());
        return new Command(
            "vscode", "Open, run and edit the notebooks in VS Code: install the course's extension, or pack it.") { install, pack, status };
    }

    private static async Task<int> InstallAsync(CancellationToken cancellation)
    {
        var editors = EditorProgram.Find();
        if (editors.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"error: no editor was found in PATH ({EditorProgram.Known}). In VS Code run 'Shell Command: Install 'code' command in "
                    + "PATH' from the command palette, "
                + "or write the package with 'course vscode pack' and choose 'Install from VSIX...' in the editor's list of extensions.");
            return ExitCode.Failed;
        }

        var package = Path.Combine(Path.GetTempPath(), $"{VscodeExtension.Id}-{Guid.NewGuid():N}.vsix");
        try
        {
            WriteTo(package);
            foreach (var editor in editors)
            {
                await editor.InstallAsync(package, cancellation);
                Console.WriteLine(
                    $"Installed {VscodeExtension.Id} {VscodeExtension.Version} in {editor.Name}. Windows that are open take it after "
                        + "'Developer: Reload Window'.");
            }
        }
        finally
        {
            File.Delete(package);
        }

        return ExitCode.Success;
    }

    private static int Pack(string output)
    {
        var file = OutputFile.Require(output, "--output", ".vsix", "editors know the package by that");
        WriteTo(file);
        Console.WriteLine(
            $"Wrote {file}. Install it with 'code --install-extension {Path.GetFileName(file)}', or by 'Install from VSIX...' in the "
                + "editor's list of extensions.");
        return ExitCode.Success;
    }

    private static int PrintStatus()
    {
        var setup = Course.CheckSetup();
        Console.WriteLine(
            JsonSerializer.Serialize(
                new { device = setup.Device.Name, reason = setup.Device.Reason, model = setup.Model }, JsonOutput.Options));
        return ExitCode.Success;
    }

    private static void WriteTo(string file)
    {
        using var stream = File.Create(file);
        VscodeExtension.Pack(stream);
    }
}
