using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

/// <summary>A session in a folder of its own, shared by the tests of a class.</summary>
public sealed class SessionFixture : IAsyncLifetime, IDisposable
{
    private int _cells;

    public TemporaryFolder Folder { get; } = new();

    public CellSession Session { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Session = CellSession.Start(Folder.Path, new Dictionary<string, string?> { ["NOTEBOOK_TEST"] = "seen" });
        return Session.Ready;
    }

    public async Task<CellRun> RunAsync(string code, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        var outputs = new List<CellOutput>();
        var place = $"cell {++_cells}";
        var outcome = await Session.RunAsync(place, code, timeout, outputs.Add, cancellation);
        return new CellRun(place, outcome, outputs);
    }

    /// <summary>Runs a cell that must pass, and gives the text that it shows in the end.</summary>
    public async Task<string> ShowAsync(string code)
    {
        var run = await RunAsync(code);
        Assert.Null(run.Outcome.Error);
        return run.Shown;
    }

    public async Task DisposeAsync() => await Session.DisposeAsync();

    public void Dispose() => Folder.Dispose();
}
