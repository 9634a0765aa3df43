using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>Starts the process of the next notebook while one runs, so that its compiler is warm when its turn comes.</summary>
internal sealed class SessionsAhead(IReadOnlyList<PlannedNotebook> notebooks, RunOptions options) : IAsyncDisposable
{
    private (int Index, INotebookSession Session)? _next;

    /// <summary>Hands over the session of a notebook and starts that of the one after it.</summary>
    public INotebookSession Take(int index)
    {
        var session = _next is { } ahead && ahead.Index == index ? ahead.Session : Start(index);
        _next = index + 1 < notebooks.Count ? (index + 1, Start(index + 1)) : null;
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        if (_next is { } ahead)
        {
            await ahead.Session.DisposeAsync();
        }
    }

    private INotebookSession Start(int index) => options.Host == RunHost.DotNetInteractive
        ? InteractiveSession.Start(notebooks[index].Folder, options.EnvironmentVariables)
        : CellSession.Start(notebooks[index].Folder, options.EnvironmentVariables);
}
