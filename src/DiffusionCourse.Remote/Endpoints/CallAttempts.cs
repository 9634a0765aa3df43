namespace DiffusionCourse.Remote;

/// <summary>The tries of one call.</summary>
internal sealed class CallAttempts
{
    private bool _failedHard;

    /// <summary>The server of the last try that failed; null before one did.</summary>
    public Endpoint? Failed { get; private set; }

    /// <summary>Whether a call that failed so is made again.</summary>
    /// <param name="trouble">How it failed.</param>
    /// <param name="endpoints">Servers that there are.</param>
    public bool MayRepeat(ServerTroubleException trouble, int endpoints) => trouble.Repetition switch
    {
        Repetition.Safe => true,
        Repetition.OnceElsewhere => endpoints > 1 && !Swap(ref _failedHard),
        _ => false,
    };

    public void Note(Endpoint endpoint) => Failed = endpoint;

    private static bool Swap(ref bool flag)
    {
        var before = flag;
        flag = true;
        return before;
    }
}
