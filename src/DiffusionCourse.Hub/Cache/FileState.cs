namespace DiffusionCourse.Models;

/// <summary>What a verification found of one file.</summary>
public enum FileState
{
    /// <summary>Size and hash are what they should be.</summary>
    Intact,

    /// <summary>The file is not there.</summary>
    Missing,

    /// <summary>It is shorter or longer than it should be.</summary>
    WrongSize,

    /// <summary>Its bytes are not what the hub has.</summary>
    WrongHash,

    /// <summary>It is there, and nothing says what it should be.</summary>
    Unknown,
}
