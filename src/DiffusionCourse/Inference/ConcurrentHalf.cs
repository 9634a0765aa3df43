using System.Runtime.ExceptionServices;

namespace DiffusionCourse.Inference;

/// <summary>
/// A thread that waits for one piece of work at a time. Handing work to the thread pool costs a good part of what two
/// concurrent evaluations gain; a waiting thread does not.
/// </summary>
internal sealed class ConcurrentHalf : IDisposable
{
    private readonly Action _work;
    private readonly ManualResetEventSlim _start = new(false, 400);
    private readonly ManualResetEventSlim _done = new(false, 400);
    private readonly Thread _thread;
    private Exception? _error;
    private volatile bool _stopping;

    public ConcurrentHalf(Action work)
    {
        _work = work;
        _thread = new Thread(Loop) { IsBackground = true, Name = "UNet half" };
        _thread.Start();
    }

    /// <summary>Starts the work; returns at once.</summary>
    public void Start()
    {
        _done.Reset();
        _start.Set();
    }

    /// <summary>Waits until the work is done, and hands on what it threw.</summary>
    public void Finish()
    {
        _done.Wait();
        if (_error is { } error)
        {
            _error = null;
            ExceptionDispatchInfo.Throw(error);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _start.Set();
        _thread.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _start.Wait();
            _start.Reset();
            if (_stopping)
            {
                return;
            }

            try
            {
                _work();
            }
#pragma warning disable CA1031 // Whatever the work throws belongs to the thread that waits for it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _error = error;
            }

            _done.Set();
        }
    }
}
