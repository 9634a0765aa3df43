namespace DiffusionCourse.Remote;

/// <summary>The tries of one call.</summary>
internal sealed class CallAttempts
{
    // A server that said nothing twice would most likely say nothing again, and each time takes as long as patience lasts.
    private const int MostSilences = 2;
    private readonly Dictionary<Endpoint, int> _silences = [];
    private bool _failedHard;

    /// <summary>The server of the last try that failed; null before one did.</summary>
    public Endpoint? Failed { get; private set; }

    /// <summary>Tries that failed.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a call that failed so is made again.</summary>
    /// <param name="trouble">How it failed.</param>
    /// <param name="endpoints">Servers that there are.</param>
    public bool MayRepeat(ServerTroubleException trouble, IReadOnlyList<Endpoint> endpoints) => trouble.Repetition switch
    {
        Repetition.Safe => endpoints.Any(MayAsk),
        Repetition.OnceElsewhere => endpoints.Any(endpoint => endpoint != Failed && MayAsk(endpoint)) && !Swap(ref _failedHard),
        _ => false,
    };

    /// <summary>Whether a server may be asked: it was not silent twice.</summary>
    public bool MayAsk(Endpoint endpoint) => _silences.GetValueOrDefault(endpoint) < MostSilences;

    /// <summary>Keeps that a try failed.</summary>
    public void Note(Endpoint endpoint, ServerTroubleException trouble)
    {
        Failed = endpoint;
        Count++;
        if (trouble.IsSilence)
        {
            _silences[endpoint] = _silences.GetValueOrDefault(endpoint) + 1;
        }
    }

    private static bool Swap(ref bool flag)
    {
        var before = flag;
        flag = true;
        return before;
    }
}
