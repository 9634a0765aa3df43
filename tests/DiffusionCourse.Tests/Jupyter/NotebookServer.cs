using System.Diagnostics;

namespace DiffusionCourse.Tests.Jupyter;

/// <summary>Jupyter's classic notebook server on a free port of this machine, with a token.</summary>
internal sealed class NotebookServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _token = Guid.NewGuid().ToString("N");
    private readonly int _port = FreePort.Find();
    private readonly Process _process;
    private readonly Task<string> _log;

    private NotebookServer(ProcessStartInfo start, string folder)
    {
        string[] arguments =
        [
            "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={_port}", "--port-retries=0",
            $"--NotebookApp.token={_token}", $"--notebook-dir={folder}",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _log = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The address of a notebook, relative to the server's folder.</summary>
    public Uri Address(string notebook) => new($"http://127.0.0.1:{_port}/notebooks/{notebook}?token={_token}");

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<NotebookServer> StartAsync(ProcessStartInfo start, string folder)
    {
        var server = new NotebookServer(start, folder);
        using var client = new HttpClient();
        var began = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await client.GetStringAsync(new Uri($"http://127.0.0.1:{server._port}/api?token={server._token}"));
                return server;
            }
            catch (HttpRequestException) when (began.Elapsed < Patience && !server._process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await Task.WhenAny(_log, Task.Delay(TimeSpan.FromSeconds(2)));
        _process.Dispose();
    }
}
