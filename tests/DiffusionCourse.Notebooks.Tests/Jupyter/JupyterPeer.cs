using System.Diagnostics;
using DiffusionCourse.Notebooks.Jupyter.Installation;
using DiffusionCourse.Tests;
using Xunit.Abstractions;

namespace DiffusionCourse.Notebooks.Tests.Jupyter;

/// <summary>The kernel, installed in a folder of its own, and Python's jupyter_client to speak to it.</summary>
public sealed class JupyterPeer : IDisposable
{
    private static readonly string[] Pythons = ["/usr/bin/python3", "python3"];

    private readonly TemporaryFolder _folder = new();
    private readonly string? _python = Pythons.FirstOrDefault(program => Imports(program, "jupyter_client"));

    public JupyterPeer() => KernelInstallation.ForPrefix(_folder.Path).Install();

    public static string Scripts { get; } = Path.Combine(AppContext.BaseDirectory, "Jupyter", "Peer");

    /// <summary>Whether the peer is there; where it is not, that is noted, or a failure if the tests require it.</summary>
    public bool IsPresent(ITestOutputHelper output) => Has(_python is not null, "jupyter_client", output);

    /// <summary>Whether Python has a module; noted, or a failure, as <see cref="IsPresent"/>.</summary>
    public bool HasModule(string module, ITestOutputHelper output) => Has(_python is not null && Imports(_python, module), module, output);

    /// <summary>Python, about to be started where it finds the kernel.</summary>
    public ProcessStartInfo Start()
    {
        var start = new ProcessStartInfo(_python!) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JUPYTER_PATH"] = _folder["share/jupyter"];
        start.Environment["JUPYTER_DATA_DIR"] = _folder["data"];
        start.Environment["JUPYTER_CONFIG_DIR"] = _folder["config"];
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return start;
    }

    /// <summary>Runs a script against the kernel and gives the lines that it prints.</summary>
    public Task<IReadOnlyList<string>> RunAsync(TimeSpan patience, string script, params string[] arguments) =>
        RunAsync(patience, new Dictionary<string, string?>(), script, arguments);

    public async Task<IReadOnlyList<string>> RunAsync(TimeSpan patience, IReadOnlyDictionary<string, string?> environment, string script, params string[] arguments)
    {
        var (output, _) = await RunAsync(patience, environment, [Path.Combine(Scripts, script), .. arguments]);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs a module of Python and gives what it logs.</summary>
    public async Task<string> RunModuleAsync(TimeSpan patience, string module, params string[] arguments) =>
        (await RunAsync(patience, new Dictionary<string, string?>(), ["-m", module, .. arguments])).Errors;

    public void Dispose() => _folder.Dispose();

    private async Task<(string Output, string Errors)> RunAsync(TimeSpan patience, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        var start = Start();
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

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
            await process.WaitForExitAsync();
        }

        Assert.True(process.ExitCode == 0, $"{arguments[0]} {arguments.ElementAtOrDefault(1)} ended with {process.ExitCode}\n{await output}\n{await errors}");
        return (await output, await errors);
    }

    private static bool Has(bool isThere, string what, ITestOutputHelper output)
    {
        if (!isThere)
        {
            Assert.False(Integration.Required, $"no Python with {what} was found");
            output.WriteLine($"Not tested: no Python with {what} was found");
        }

        return isThere;
    }

    private static bool Imports(string program, string module)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["-c", $"import {module}"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
