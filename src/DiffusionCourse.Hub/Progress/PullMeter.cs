namespace DiffusionCourse.Models.Hub;

/// <summary>
/// Counts what arrives on several connections and tells how far the pull is: at every step, and ten times a second in between,
/// also while nothing arrives.
/// </summary>
internal sealed class PullMeter : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);
    private readonly IProgress<PullProgress>? _progress;
    private readonly TimeProvider _clock;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private PullProgress _state = new(PullPhase.Listing, 0, 0, 0, 0, null);
    private PullProgress? _told;
    private TransferRate _rate;
    private long _fetched;
    private bool _ended;

    public PullMeter(IProgress<PullProgress>? progress, TimeProvider clock)
    {
        _progress = progress;
        _clock = clock;
        _rate = new(clock);
        _timer = progress is null ? null : clock.CreateTimer(_ => Tick(), null, Interval, Interval);
    }

    /// <summary>Bytes that came over the network.</summary>
    public long Fetched => Interlocked.Read(ref _fetched);

    public void Enter(PullPhase phase) => Tell(state => state with { Phase = phase });

    /// <summary>Says how much there is to do, and how much of it is here.</summary>
    public void Begin(PullPhase phase, long total, long done, int files, int filesDone)
    {
        lock (_gate)
        {
            _rate = new(_clock);
            Tell(_ => new(phase, done, total, filesDone, files, null));
        }
    }

    public void Notice(string text)
    {
        lock (_gate)
        {
            _progress?.Report(_state with { Notice = text });
        }
    }

    /// <summary>Bytes came from the network.</summary>
    public void Receive(int bytes)
    {
        Interlocked.Add(ref _fetched, bytes);
        Work(bytes);
    }

    /// <summary>Bytes were worked through: they count for the rate.</summary>
    public void Work(int bytes)
    {
        lock (_gate)
        {
            _rate.Add(bytes);
            Advance(bytes);
        }
    }

    /// <summary>Bytes turned out to be here; negative where they have to be fetched again.</summary>
    public void Advance(long bytes)
    {
        lock (_gate)
        {
            _state = _state with { BytesDone = _state.BytesDone + bytes };
        }
    }

    public void FinishFile() => Tell(state => state with { FilesDone = state.FilesDone + 1 });

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
        }

        _timer?.Dispose();
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (!_ended && _state.Phase is PullPhase.Downloading or PullPhase.Checking)
            {
                _state = _state with { BytesPerSecond = _rate.Measure() };
                if (_state != _told)
                {
                    Tell(state => state);
                }
            }
        }
    }

    private void Tell(Func<PullProgress, PullProgress> change)
    {
        lock (_gate)
        {
            _told = _state = change(_state);
            _progress?.Report(_state);
        }
    }
}
