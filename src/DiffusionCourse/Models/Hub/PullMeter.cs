namespace DiffusionCourse.Models.Hub;

/// <summary>Counts what arrives on several connections and tells how far the pull is, ten times a second at most.</summary>
internal sealed class PullMeter(IProgress<PullProgress>? progress, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);
    private readonly Lock _gate = new();
    private readonly TransferRate _rate = new(clock);
    private PullProgress _state = new(PullPhase.Listing, 0, 0, 0, 0, null);
    private long _fetched;
    private int _unmeasured;
    private long _told = clock.GetTimestamp();

    /// <summary>Bytes that came over the network.</summary>
    public long Fetched => Interlocked.Read(ref _fetched);

    public void Enter(PullPhase phase) => Tell(_state with { Phase = phase });

    /// <summary>Says how much there is to do, and how much of it is here.</summary>
    public void Begin(PullPhase phase, long total, long done, int files, int filesDone) => Tell(new(phase, done, total, filesDone, files, null));

    public void Notice(string text)
    {
        lock (_gate)
        {
            progress?.Report(_state with { Notice = text });
        }
    }

    /// <summary>Bytes came from the network.</summary>
    public void Receive(int bytes)
    {
        Interlocked.Add(ref _fetched, bytes);
        Advance(bytes);
    }

    /// <summary>Bytes are here or were hashed; negative where they have to be fetched again.</summary>
    public void Advance(long bytes)
    {
        lock (_gate)
        {
            _state = _state with { BytesDone = _state.BytesDone + bytes };
            _unmeasured += (int)Math.Max(0, Math.Min(bytes, int.MaxValue));
            if (clock.GetElapsedTime(_told) >= Interval)
            {
                _state = _state with { BytesPerSecond = _rate.Add(_unmeasured) };
                _unmeasured = 0;
                _told = clock.GetTimestamp();
                progress?.Report(_state);
            }
        }
    }

    public void FinishFile()
    {
        lock (_gate)
        {
            Tell(_state with { FilesDone = _state.FilesDone + 1 });
        }
    }

    private void Tell(PullProgress state)
    {
        lock (_gate)
        {
            _state = state;
            progress?.Report(state);
        }
    }
}
