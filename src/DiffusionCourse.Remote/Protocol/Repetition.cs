namespace DiffusionCourse.Remote;

/// <summary>Whether a call that failed is made again: a network's run changes nothing, so that it may be.</summary>
internal enum Repetition
{
    /// <summary>It would fail again.</summary>
    Never,

    /// <summary>On another server, once.</summary>
    OnceElsewhere,

    /// <summary>As often as patience allows.</summary>
    Safe,
}
