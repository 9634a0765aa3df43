namespace DiffusionCourse.Remote;

/// <summary>A call that failed; the message is a sentence with the remedy.</summary>
internal sealed class ServerTroubleException(string message, Repetition repetition, Exception? cause = null) : Exception(message, cause)
{
    public Repetition Repetition { get; } = repetition;

    /// <summary>How long the server asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the server refuses what the call held.</summary>
    public bool IsRefusedInput { get; init; }

    /// <summary>Whether nothing was answered in time.</summary>
    public bool IsSilence { get; init; }

    /// <summary>The same trouble, with a sentence after what is said of it.</summary>
    public ServerTroubleException With(string sentence) => new($"{Message} ({sentence})", Repetition, InnerException)
    {
        RetryAfter = RetryAfter,
        IsRefusedInput = IsRefusedInput,
        IsSilence = IsSilence,
    };
}
