using System.Diagnostics;
using System.Text.Json;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>VS Code, served to a browser, with the course's extension and nothing else.</summary>
internal sealed class CodeServer : IDisposable
{
    private const string FolderVariable = "DIFFUSION_COURSE_CODE_SERVER";
    private const string Version = "4.139.1";

    private static readonly TimeSpan PatienceToInstall = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan PatienceToStart = TimeSpan.FromMinutes(1);
    private static readonly Lazy<string?> Installed = new(Install);

    private readonly TemporaryFolder _data;
    private readonly Process _process;

    private CodeServer(TemporaryFolder data, Process process, int port, long startedAt)
    {
        (_data, _process, Port, StartedAt) = (data, process, port, startedAt);
    }

    /// <summary>Why there is none; null where there is one. Where tests must not be skipped it is installed, once for all times.</summary>
    public static string? Obstacle => !OperatingSystem.IsLinux() ? "it is run on Linux only" : Installed.Value;

    public int Port { get; }

    /// <summary>When it was started, as a time stamp of <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; }

    /// <summary>The process of the server; the extension host and the kernels are below it.</summary>
    public int ProcessId => _process.Id;

    private static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "diffusion-course", $"code-server-{Version}");

    private static string Node => Path.Combine(Folder, "node", "node_modules", "node", "bin", "node");

    private static string Entry => Path.Combine(Folder, "server", "node_modules", "code-server", "out", "node", "entry.js");

    /// <summary>Starts it with an extension.</summary>
    /// <param name="package">The package of the extension.</param>
    /// <param name="asksForTrust">Whether a folder is untrusted until someone trusts it.</param>
    /// <param name="settings">Settings of the user besides those that keep the window quiet.</param>
    public static async Task<CodeServer> StartAsync(string package, bool asksForTrust = false, IReadOnlyDictionary<string, object>? settings = null)
    {
        var data = new TemporaryFolder();
        string user = Path.Combine(data.Path, "user"), extensions = Path.Combine(data.Path, "extensions");
        Directory.CreateDirectory(Path.Combine(user, "User"));
        var all = new Dictionary<string, object>(settings ?? new Dictionary<string, object>())
        {
            ["workbench.startupEditor"] = "none",
            ["workbench.secondarySideBar.defaultVisibility"] = "hidden",
            ["security.workspace.trust.startupPrompt"] = "never",
            ["chat.disableAIFeatures"] = true,
            ["extensions.ignoreRecommendations"] = true,
            ["files.autoSave"] = "off",
            ["window.autoDetectColorScheme"] = true,
            ["telemetry.telemetryLevel"] = "off",
            ["update.mode"] = "none",
        };
        await File.WriteAllTextAsync(Path.Combine(user, "User", "settings.json"), JsonSerializer.Serialize(all));
        string[] folders = ["--user-data-dir", user, "--extensions-dir", extensions];
        using (var install = Process.Start(Quiet([.. folders, "--install-extension", package]))!)
        {
            var said = await install.StandardOutput.ReadToEndAsync() + await install.StandardError.ReadToEndAsync();
            await install.WaitForExitAsync();
            Assert.True(install.ExitCode == 0, said);
        }

        var port = FreePort.Find();
        var startedAt = Stopwatch.GetTimestamp();
        string[] trust = asksForTrust ? [] : ["--disable-workspace-trust"];
        var process = Process.Start(Tied(["--auth", "none", "--bind-addr", $"127.0.0.1:{port}", "--disable-telemetry", "--disable-update-check", "--reconnection-grace-time", "1", .. trust, .. folders]))!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new CodeServer(data, process, port, startedAt);
        try
        {
            await server.WaitAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Ends it and all below it at once, as closing the machine's lid for good would.</summary>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _data.Dispose();
    }

    private static ProcessStartInfo Quiet(IEnumerable<string> arguments) => new(Node, [Entry, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>
    /// Below a shell that ends it, and all below it, when this process ends: tests that are killed would leave a server without clients, which
    /// keeps a core busy.
    /// </summary>
    private static ProcessStartInfo Tied(IEnumerable<string> arguments) =>
        new("setsid", ["bash", "-c", """exec 3<&0; "$@" </dev/null & read -r -u 3; kill -KILL 0""", "code-server", Node, Entry, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private static string? Install()
    {
        if (File.Exists(Path.Combine(Folder, "complete")))
        {
            return null;
        }

        if (!Integration.Required)
        {
            return $"code-server is not in {Folder}; with DIFFUSION_COURSE_REQUIRE_INTEGRATION=1 the tests install it";
        }

        var script = Path.Combine(CourseCommand.RepositoryRoot, "tests", "DiffusionCourse.Tests", "Vscode", "install-code-server");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, Folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(PatienceToInstall))
        {
            process.Kill(entireProcessTree: true);
            return $"code-server was not installed within {PatienceToInstall}";
        }

        return process.ExitCode == 0 ? null : $"code-server was not installed: {output.Result}{errors.Result}";
    }

    private async Task WaitAsync()
    {
        using var client = new HttpClient();
        using var limit = new CancellationTokenSource(PatienceToStart);
        while (true)
        {
            try
            {
                await client.GetAsync(new Uri($"http://127.0.0.1:{Port}/healthz"), limit.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200, limit.Token);
            }
        }
    }
}
