using System.Diagnostics;

namespace DiffusionCourse.Cli.Runs;

/// <summary>Jupyter's own program.</summary>
internal static class JupyterProgram
{
    public const string Missing = "Jupyter was not found in PATH. Install it ('pip install notebook', or your system's package jupyter-notebook), or leave --launch out and open the folder in VS Code.";

    private static readonly string[] Names = ["jupyter-lab", "jupyter-notebook"];

    /// <summary>The program to start; null where none is installed.</summary>
    public static string? Find()
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs it in a folder until it ends.</summary>
    public static async Task<int> RunAsync(string program, string folder, CancellationToken cancellation)
    {
        // Jupyter refuses the root user unless told: in a container there is often no other.
        string[] arguments = !OperatingSystem.IsWindows() && Environment.UserName == "root" ? ["--allow-root"] : [];
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false })!;
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }
}
