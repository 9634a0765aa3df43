using System.Diagnostics;
using DiffusionCourse.Notebooks.Jupyter.Installation;
using DiffusionCourse.Tests;
using Xunit.Abstractions;

namespace DiffusionCourse.Notebooks.Tests.Jupyter;

/// <summary>The kernel, installed in a folder of its own, and Python's jupyter_client to speak to it.</summary>
public sealed class JupyterPeer : IDisposable
{
    private static readonly string[] Pythons = ["/usr/bin/python3", "python3"];

    private readonly TemporaryFolder folder = new();
    private readonly string? python = Pythons.FirstOrDefault(HasJupyterClient);

    public JupyterPeer() => KernelInstallation.ForPrefix(folder.Path).Install();

    public static string Scripts { get; } = Path.Combine(AppContext.BaseDirectory, "Jupyter", "Peer");

    /// <summary>Whether the peer is there; where it is not, that is noted, or a failure if the tests require it.</summary>
    public bool IsPresent(ITestOutputHelper output)
    {
        const string Obstacle = "no Python with jupyter_client was found; install python3-jupyter-client";
        if (python is not null)
        {
            return true;
        }

        Assert.False(Integration.Required, Obstacle);
        output.WriteLine($"Not tested: {Obstacle}");
        return false;
    }

    /// <summary>Runs a script against the kernel and gives the lines that it prints.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(TimeSpan patience, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(python!, [Path.Combine(Scripts, script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JUPYTER_PATH"] = folder["share/jupyter"];
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}\n{string.Join('\n', lines)}\n{await errors}");
        return lines;
    }

    public void Dispose() => folder.Dispose();

    private static bool HasJupyterClient(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["-c", "import jupyter_client"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
