namespace DiffusionCourse.Models;

/// <summary>Which files of a repository a model needs, by patterns with * (anything, / as well) and ?.</summary>
public sealed record CatalogueFiles
{
    /// <summary>Files to take; empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Files to leave out of those, such as weights for other frameworks.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Files without which the model cannot run.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];
}
