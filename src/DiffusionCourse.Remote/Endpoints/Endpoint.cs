namespace DiffusionCourse.Remote;

/// <summary>One server of several that hold the same networks, with its load and its health.</summary>
internal sealed class Endpoint(ServerAddress address, ServerSettings settings, TimeProvider clock) : IDisposable
{
    private const int MostDoublings = 6;
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(0.5), LongestAsked = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _restsUntil;
    private string? _leftOutFor;

    public ServerAddress Address { get; } = address;

    public ITransport Transport { get; } = address.IsGrpc ? new GrpcTransport(address, settings) : new RestTransport(address, settings);

    public ServerTroubles Troubles { get; } = new(address, settings);

    /// <summary>What the server says that it is; empty before it was met.</summary>
    public string Greeting { get; private set; } = "";

    /// <summary>What its networks' names start with.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>Calls that are on their way.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether it may be called: not while it rests after a failure.</summary>
    public bool IsAwake => clock.GetUtcNow() >= RestsUntil;

    /// <summary>When its rest is over.</summary>
    public DateTimeOffset RestsUntil
    {
        get
        {
            lock (_gate)
            {
                return _restsUntil;
            }
        }
    }

    /// <summary>How long it rests yet; nothing, or less, where it is awake.</summary>
    public TimeSpan RestLeft => RestsUntil - clock.GetUtcNow();

    /// <summary>Whether it failed since it last answered, so that it is asked whether it is ready before it is called.</summary>
    public bool IsUnsure { get; private set; }

    /// <summary>Whether it is known to hold the networks that the others hold.</summary>
    public bool IsMet => Greeting.Length > 0;

    public void Meet(string greeting, string prefix)
    {
        Prefix = prefix;
        Greeting = greeting.Length > 0 ? greeting : "a server";
    }

    /// <summary>Lets it be met anew before it is called.</summary>
    public void Forget() => Greeting = "";

    /// <summary>Keeps why it is left out; whether that is news.</summary>
    public bool IsLeftOutAnew(string reason)
    {
        lock (_gate)
        {
            var isNews = _leftOutFor != reason;
            _leftOutFor = reason;
            return isNews;
        }
    }

    /// <summary>What is said where it gave no answer in time; as nothing may ever come over its connections, they are left.</summary>
    public ServerTroubleException Silence(TimeSpan waited)
    {
        Transport.Renew();
        return Troubles.OfSilence(waited);
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            _failures = 0;
            IsUnsure = false;
        }
    }

    /// <summary>Lets it rest: as long as it asks, else longer with each failure.</summary>
    public void Failed(TimeSpan? asked = null)
    {
        lock (_gate)
        {
            _restsUntil = clock.GetUtcNow() + (asked ?? FirstRest * (1 << Math.Min(_failures, MostDoublings)));
            _failures++;
            IsUnsure = true;
        }
    }

    /// <summary>The wait that a server asks for, in bounds; null where it asks for none.</summary>
    public static TimeSpan? Bounded(TimeSpan? asked)
        => asked is not { } time || time <= TimeSpan.Zero ? null : time < LongestAsked ? time : LongestAsked;

    /// <inheritdoc/>
    public override string ToString() => Address.ToString();

    public void Dispose() => Transport.Dispose();
}
