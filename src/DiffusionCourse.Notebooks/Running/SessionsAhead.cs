using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>
/// The processes of the notebooks: that of the next starts while one runs, so that its compiler is warm when its turn comes, and that of
/// the last ends meanwhile.
/// </summary>
internal sealed class SessionsAhead(IReadOnlyList<PlannedNotebook> notebooks, RunOptions options) : IAsyncDisposable
{
    private INotebookSession? _current;
    private (int Index, INotebookSession Session)? _next;
    private Task _ending = Task.CompletedTask;

    /// <summary>Hands over the session of a notebook, starts that of the one after it, and ends the one handed over before.</summary>
    public INotebookSession Take(int index)
    {
        End(_current);
        _current = _next is { } ahead && ahead.Index == index ? ahead.Session : Start(index);
        _next = index + 1 < notebooks.Count ? (index + 1, Start(index + 1)) : null;
        return _current;
    }

    /// <summary>Ends all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        End(_current);
        End(_next?.Session);
        await _ending;
    }

    private void End(INotebookSession? session)
    {
        if (session is not null)
        {
            _ending = Task.WhenAll(_ending, Task.Run(() => session.DisposeAsync().AsTask()));
        }
    }

    private INotebookSession Start(int index) => options.Host == RunHost.DotNetInteractive
        ? InteractiveSession.Start(notebooks[index].Folder, options.EnvironmentVariables)
        : CellSession.Start(notebooks[index].Folder, options.EnvironmentVariables);
}
