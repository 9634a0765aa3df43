namespace DiffusionCourse.Models.Hub;

/// <summary>What a revision stood for when it was pulled.</summary>
internal sealed record ModelPin
{
    /// <summary>The commit that every file is of.</summary>
    public required string Commit { get; init; }

    /// <summary>Patterns of the files that were wanted; empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of files that were left out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>The licence that was accepted, or null where the hub stated none.</summary>
    public string? Licence { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<PinnedFile> Files { get; init; }

    /// <summary>Whether it was made for this selection.</summary>
    public bool IsOf(FileSelection selection) => Include.SequenceEqual(selection.Include) && Exclude.SequenceEqual(selection.Exclude);

    /// <summary>With the files of an earlier pull of the same commit: a part that is pulled later takes nothing away.</summary>
    public ModelPin Joined(ModelPin earlier)
    {
        if (earlier.Commit != Commit)
        {
            return this;
        }

        var added = earlier.Files.ExceptBy(Files.Select(file => file.Path), file => file.Path, StringComparer.Ordinal).ToArray();
        var addUp = Include.Count > 0 && earlier.Include.Count > 0 && Exclude.SequenceEqual(earlier.Exclude);
        var isPart = Files.All(file => earlier.Files.Any(other => other.Path == file.Path));
        return this with
        {
            Files = [.. Files, .. added],
            Include = addUp ? [.. earlier.Include.Union(Include, StringComparer.Ordinal)] : isPart ? earlier.Include : Include,
            Exclude = isPart ? earlier.Exclude : Exclude,
        };
    }

    /// <summary>Whether it surely holds all that a selection asks for: by its patterns, which may be among those of the pin.</summary>
    public bool Covers(FileSelection selection)
        => Exclude.All(pattern => selection.Exclude.Contains(pattern, StringComparer.Ordinal))
            && (Include.Count == 0
                || (selection.Include.Count > 0 && selection.Include.All(pattern => Include.Contains(pattern, StringComparer.Ordinal))));
}
