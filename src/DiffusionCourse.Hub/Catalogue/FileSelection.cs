using System.IO.Enumeration;

namespace DiffusionCourse.Models.Hub;

/// <summary>Which files of a repository are wanted, by patterns with * (anything, / as well) and ?.</summary>
/// <param name="Include">Files to take; empty for all.</param>
/// <param name="Exclude">Files to leave out of those.</param>
/// <param name="Required">Files without which the model is of no use.</param>
internal sealed record FileSelection(IReadOnlyList<string> Include, IReadOnlyList<string> Exclude, IReadOnlyList<string> Required)
{
    public static FileSelection All { get; } = new([], [], []);

    public bool Takes(string path) => (Include.Count == 0 || Matches(Include, path)) && !Matches(Exclude, path);

    /// <summary>As a user narrows it: other files in place of these, or these without some.</summary>
    public FileSelection Narrowed(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        if (include.Count > 0)
        {
            return new(include, exclude, []);
        }

        var narrowed = this with { Exclude = [.. Exclude, .. exclude] };
        return narrowed with { Required = [.. Required.Where(narrowed.Takes)] };
    }

    private static bool Matches(IReadOnlyList<string> patterns, string path)
        => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false));
}
