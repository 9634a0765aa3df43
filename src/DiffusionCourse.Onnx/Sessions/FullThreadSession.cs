namespace DiffusionCourse.Inference;

/// <summary>
/// The UNet on all threads, for evaluations that run alone where the two of a guided step share the threads. It is opened in the
/// background once a picture's worth of them has run, and serves from the next picture on: whoever draws but one does not pay for it.
/// </summary>
/// <param name="open">Opens the session. Where it fails, evaluations go on as they were.</param>
internal sealed class FullThreadSession(Func<OnnxGraph> open) : IDisposable
{
    /// <summary>Evaluations after which it is opened.</summary>
    public const int Enough = 32;

    private readonly Lock _gate = new();
    private int _evaluations;
    private volatile Task<OnnxGraph>? _opening;
    private bool _disposed;

    /// <summary>The session, or null while there is none.</summary>
    public OnnxGraph? Graph => _opening is { IsCompletedSuccessfully: true } opened ? opened.Result : null;

    /// <summary>Counts an evaluation that ran alone; returns at once.</summary>
    public void Count()
    {
        if (_opening is not null || Interlocked.Increment(ref _evaluations) < Enough)
        {
            return;
        }

        lock (_gate)
        {
            _opening ??= _disposed ? null : Task.Run(open);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        if (_opening is { } opening)
        {
            // Waits for one that failed, too, and does not throw.
            Task.WhenAny(opening).Wait();
            Graph?.Dispose();
        }
    }
}
