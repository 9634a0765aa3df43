using System.Diagnostics;

namespace DiffusionCourse.Cli.Runs;

/// <summary>Jupyter's own program.</summary>
internal static class JupyterProgram
{
    public const string Missing =
        "Jupyter was not found in PATH. Install it ('pip install notebook', or your system's package jupyter-notebook), or leave "
            + "--launch out and open the folder in VS Code.";

    private const string KernelPlaces = "JUPYTER_PATH";

    private static readonly string[] Names = ["jupyter-lab", "jupyter-notebook"];

    /// <summary>The program to start; null where none is installed.</summary>
    public static string? Find()
        => Names.Select(name => ProgramPath.Find(name, ".exe", ".cmd")).FirstOrDefault(program => program is not null);

    /// <summary>Runs it in a folder until it ends.</summary>
    /// <param name="program">The program, as found.</param>
    /// <param name="folder">Where the notebooks lie.</param>
    /// <param name="prefix">Where the kernel was installed, if Jupyter would not look there by itself; null otherwise.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RunAsync(string program, string folder, string? prefix, CancellationToken cancellation)
    {
        // Jupyter refuses the root user unless told: in a container there is often no other.
        string[] arguments = !OperatingSystem.IsWindows() && Environment.UserName == "root" ? ["--allow-root"] : [];
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false };
        if (prefix is not null)
        {
            string[] places = [
                Path.GetFullPath(Path.Combine(prefix, "share", "jupyter")),
                .. new[] { Environment.GetEnvironmentVariable(KernelPlaces) }.OfType<string>(),
            ];
            start.Environment[KernelPlaces] = string.Join(Path.PathSeparator, places);
        }

        using var process = Process.Start(start)!;
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
