namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>
/// The cells of one notebook in a host: one runs at a time, and each sees what those before it left. Disposed, it ends its process.
/// </summary>
internal interface INotebookSession : IAsyncDisposable
{
    /// <summary>Completes when the first cell can start without waiting for the host.</summary>
    Task Ready { get; }

    /// <summary>Runs a cell of C#.</summary>
    /// <param name="place">What errors call the cell, such as <c>cell 3</c>.</param>
    /// <param name="code">Its text.</param>
    /// <param name="timeout">How long it may run; null for no limit.</param>
    /// <param name="show">Called with each output as it comes, on another thread, one at a time.</param>
    /// <param name="cancellation">Stops the cell.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    Task<CellOutcome> RunAsync(
        string place, string code, TimeSpan? timeout, Action<CellOutput> show, CancellationToken cancellation = default);
}
