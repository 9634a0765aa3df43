using System.Diagnostics;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

public sealed class CellStopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_cell_that_heeds_its_token_times_out_and_leaves_the_session_alive()
    {
        await using var session = await StartAsync();
        await RunAsync(session, "var kept = 7; var token = ((Func<System.Threading.CancellationToken>)AppDomain.CurrentDomain.GetData(\"notebook.cancellation\"));");
        var outcome = await session.RunAsync("cell 2", "await Task.Delay(-1, token());", TimeSpan.FromMilliseconds(700), _ => { });
        Assert.Equal(CellErrorKind.Timeout, outcome.Error!.Kind);
        Assert.Contains("longer than its limit of 0.7 s. It stopped when asked to.", outcome.Error.Message);
        Assert.False(session.HasEnded);
        Assert.Null((await session.RunAsync("cell 3", "if (kept != 7) throw new Exception();", Patience, _ => { })).Error);
    }

    [Fact]
    public async Task An_import_that_was_stopped_while_it_waited_can_be_run_again()
    {
        var waiting = _folder.Write("slow.dib", "#!csharp\n\nawait System.Threading.Tasks.Task.Delay(-1);\n");
        await using var session = await StartAsync();
        Assert.Equal(CellErrorKind.Timeout, (await session.RunAsync("cell 1", "#!import slow.dib", TimeSpan.FromMilliseconds(700), _ => { })).Error!.Kind);
        Assert.False(session.HasEnded);
        File.WriteAllText(waiting, "#!csharp\n\nvar kept = 7;\n");
        var results = new List<bool>();
        Assert.Null((await session.RunAsync("cell 2", "#!import slow.dib\nkept", Patience, output => results.Add(output.IsResult))).Error);
        Assert.Equal([true], results);
    }

    [Fact]
    public async Task A_cell_that_heeds_nothing_is_ended_with_its_process()
    {
        await using var session = await StartAsync();
        var outcome = await session.RunAsync("cell 1", "while (true) { }", TimeSpan.FromMilliseconds(500), _ => { });
        Assert.Equal(CellErrorKind.Timeout, outcome.Error!.Kind);
        Assert.Contains("Its process was ended", outcome.Error.Message);
        Assert.True(session.HasEnded);
        Assert.Equal(CellErrorKind.Crash, (await session.RunAsync("cell 2", "1", Patience, _ => { })).Error!.Kind);
    }

    [Fact]
    public async Task Cancellation_ends_the_process_and_is_thrown()
    {
        await using var session = await StartAsync();
        using var stop = new CancellationTokenSource();
        var running = session.RunAsync("cell 1", "Console.WriteLine(1); while (true) { }", null, _ => stop.Cancel(), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience));
        Assert.True(session.HasEnded);
    }

    [Theory]
    [InlineData("Console.WriteLine(\"last words\"); Environment.FailFast(\"no way on\");", "no way on")]
    [InlineData("Console.WriteLine(\"last words\"); int Deep(int n) => Deep(n + 1) + 1; Deep(0)", "Stack overflow")]
    [InlineData("Console.WriteLine(\"last words\"); new System.Threading.Thread(() => throw new FormatException(\"on a thread\")).Start(); await Task.Delay(-1);", "on a thread")]
    public async Task A_crash_is_a_failed_cell_with_what_the_runtime_said(string code, string reason)
    {
        await using var session = await StartAsync();
        var shown = "";
        var outcome = await session.RunAsync("cell 1", code, Patience, output => shown += output.Content);
        Assert.Equal(CellErrorKind.Crash, outcome.Error!.Kind);
        Assert.Contains("The process that runs the cells ended", outcome.Error.Message);
        Assert.Contains(outcome.Error.Details, line => line.Contains(reason, StringComparison.Ordinal));
        Assert.DoesNotContain("Microsoft.CodeAnalysis", string.Join('\n', outcome.Error.Details));
        Assert.Equal("last words\n", shown);
    }

    [Fact]
    public async Task Exit_by_a_cell_is_a_failed_cell()
    {
        await using var session = await StartAsync();
        var outcome = await session.RunAsync("cell 1", "Environment.Exit(3);", Patience, _ => { });
        Assert.Contains("(exit code 3)", outcome.Error!.Message);
    }

    [Fact]
    public async Task The_process_ends_with_the_host_whatever_its_cell_does()
    {
        var worker = WorkerProcess.Start(_folder.Path, new Dictionary<string, string?>());
        using var process = Process.GetProcessById(worker.Process.Id);
        worker.Commands.Write(new WorkerCommand(WorkerCommandKind.Run, 1, "cell 1", "Console.WriteLine(1); while (true) { }"));
        var reader = new StreamReader(worker.Events);
        while (await reader.ReadLineAsync() is { } line && !line.Contains("StandardOutput", StringComparison.Ordinal))
        {
        }

        // What the system does with the pipes of a host that dies.
        worker.Dispose();
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(process.HasExited);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<CellSession> StartAsync()
    {
        var session = CellSession.Start(_folder.Path);
        await session.Ready.WaitAsync(Patience);
        return session;
    }

    private static async Task RunAsync(CellSession session, string code) => Assert.Null((await session.RunAsync("cell 1", code, Patience, _ => { })).Error);
}
