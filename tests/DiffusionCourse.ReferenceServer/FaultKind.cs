namespace DiffusionCourse.ReferenceServer;

/// <summary>A kind of fault.</summary>
public enum FaultKind
{
    /// <summary>A status is answered.</summary>
    Status,

    /// <summary>The answer comes late.</summary>
    Slow,

    /// <summary>The connection ends in the middle of the answer's tensor.</summary>
    Cut,

    /// <summary>The answer says another shape.</summary>
    WrongShape,

    /// <summary>The answer says another type.</summary>
    WrongType,

    /// <summary>The answer's values are no numbers.</summary>
    NotANumber,

    /// <summary>The answer has fewer bytes than its shape says.</summary>
    TooFewBytes,

    /// <summary>The answer has an output of another name.</summary>
    WrongName,

    /// <summary>The answer is no message of the protocol.</summary>
    Garbage,
}
