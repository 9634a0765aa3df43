namespace DiffusionCourse.Remote;

/// <summary>
/// Connections to a server that can be left for new ones: where packets vanish, a call that is given up closes nothing, and the next one
/// would go the same way. The old ones are closed when their last call has ended.
/// </summary>
internal sealed class RenewableConnection<T> : IDisposable where T : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Func<T> _open;
    private SharedConnection<T> _current;
    private bool _isDisposed;

    /// <param name="open">Makes what makes the calls; it connects when the first one is made.</param>
    public RenewableConnection(Func<T> open)
    {
        _open = open;
        _current = new(open());
    }

    /// <summary>For one call, which disposes of it at its end.</summary>
    public SharedConnection<T> Take()
    {
        lock (_gate)
        {
            return _current.Share();
        }
    }

    /// <summary>Lets the next calls connect anew.</summary>
    public void Renew()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            var old = _current;
            _current = new(_open());
            old.Dispose();
        }
    }

    /// <summary>Closes them at once, whatever is on its way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _current.Value.Dispose();
        }
    }
}
