using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Models.Hub;

/// <summary>A repository on the hub, such as julienkay/taesd.</summary>
internal sealed partial record RepositoryId(string Owner, string Name)
{
    private const string FolderPrefix = "models--";
    private const string Separator = "--";

    /// <summary>Its folder in the cache, as Python's huggingface_hub names it.</summary>
    public string FolderName => $"{FolderPrefix}{Owner}{Separator}{Name}";

    /// <summary>Letters, digits, - _ and . as the hub allows them: nothing that could lead out of the cache.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RepositoryId? repository)
    {
        var match = Pattern().Match(text);
        repository = match.Success && !text.Contains(Separator, StringComparison.Ordinal) && !text.Contains("..", StringComparison.Ordinal)
            && !text.EndsWith(".git", StringComparison.Ordinal)
            ? new(match.Groups["owner"].Value, match.Groups["name"].Value)
            : null;
        return repository is not null;
    }

    /// <summary>The repository whose folder this is, or null.</summary>
    public static RepositoryId? FromFolder(string folderName)
        => folderName.StartsWith(FolderPrefix, StringComparison.Ordinal)
            && folderName[FolderPrefix.Length..].Split(Separator) is [var owner, var name]
            && TryParse($"{owner}/{name}", out var repository) ? repository : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}/{Name}";

    [
        GeneratedRegex(
            @"^(?<owner>[A-Za-z0-9_]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?)/(?<name>[A-Za-z0-9_]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?)\z")
    ]
    private static partial Regex Pattern();
}
