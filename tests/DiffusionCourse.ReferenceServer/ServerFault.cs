namespace DiffusionCourse.ReferenceServer;

/// <summary>What goes wrong with one call of a network.</summary>
/// <param name="Kind">What it is.</param>
public sealed record ServerFault(FaultKind Kind)
{
    /// <summary>The status that is answered, for <see cref="FaultKind.Status"/>.</summary>
    public int Status { get; init; }

    /// <summary>What Retry-After says, in seconds; null where it is not sent.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What is said of the error.</summary>
    public string Text { get; init; } = "staged";

    /// <summary>How long the call waits, for <see cref="FaultKind.Slow"/>.</summary>
    public TimeSpan Delay { get; init; }

    public static ServerFault Refuse(int status, int? retryAfter = null, string text = "staged")
        => new(FaultKind.Status) { Status = status, RetryAfter = retryAfter, Text = text };

    public static ServerFault Wait(TimeSpan delay) => new(FaultKind.Slow) { Delay = delay };
}
