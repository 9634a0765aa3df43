using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace DiffusionCourse.Inference;

/// <summary>
/// A thread that waits for one piece of work at a time. Handing work to the thread pool, or waking a thread that sleeps, costs
/// a good part of what two concurrent evaluations gain; a thread that looks for work in a short loop does not.
/// </summary>
internal sealed class ConcurrentHalf : IDisposable
{
    // 0.2 ms: longer than the arithmetic between two steps, short enough not to take a core from the VAE that follows.
    private static readonly long Patience = Stopwatch.Frequency / 5000;
    private readonly Action _work;
    private readonly HandOff _start = new();
    private readonly HandOff _done = new();
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
    public void Start() => _start.Signal();

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
        _start.Signal();
        _thread.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _start.Wait();
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

            _done.Signal();
        }
    }

    /// <summary>One signal for one waiter, who looks for it in a loop before going to sleep.</summary>
    private sealed class HandOff : IDisposable
    {
        private const int Nothing = 0, Signalled = 1, Asleep = 2;
        private readonly AutoResetEvent _wake = new(false);
        private int _state;

        public void Signal()
        {
            if (Interlocked.Exchange(ref _state, Signalled) == Asleep)
            {
                _wake.Set();
            }
        }

        public void Wait()
        {
            var start = Stopwatch.GetTimestamp();
            var spin = default(SpinWait);
            while (Volatile.Read(ref _state) != Signalled)
            {
                if (Stopwatch.GetTimestamp() - start > Patience && Interlocked.CompareExchange(ref _state, Asleep, Nothing) == Nothing)
                {
                    _wake.WaitOne();
                    break;
                }

                // Yields now and then, so that a core shared with others is not held.
                spin.SpinOnce(sleep1Threshold: -1);
            }

            Volatile.Write(ref _state, Nothing);
        }

        public void Dispose() => _wake.Dispose();
    }
}
