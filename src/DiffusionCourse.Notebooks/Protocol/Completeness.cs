namespace DiffusionCourse.Notebooks.Protocol;

internal enum Completeness
{
    Unknown,

    /// <summary>It can be run.</summary>
    Complete,

    /// <summary>It goes on: a brace is open, a statement lacks its end.</summary>
    Incomplete,

    /// <summary>No further line makes it right.</summary>
    Invalid,
}
