using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Exercises;

/// <summary>What a line of a solution says to the generator of exercise sheets.</summary>
internal readonly record struct SolutionMarker(SolutionMarkerKind Kind, string Stub = "")
{
    private const string Begin = "BEGIN SOLUTION";
    private const string End = "END SOLUTION";
    private const string StubStart = "STUB:";

    /// <summary>Reads a line. A comment that only resembles a marker is an error: overlooked, it would publish the solution.</summary>
    /// <exception cref="FormatException">The line resembles a marker and is none.</exception>
    public static SolutionMarker Read(string line, CellKind kind)
    {
        var (open, close) = kind == CellKind.Markdown ? ("<!--", "-->") : ("//", "");
        var trimmed = line.Trim();
        if (
            trimmed.StartsWith(open, StringComparison.Ordinal) && trimmed.EndsWith(close, StringComparison.Ordinal)
                && trimmed.Length >= open.Length + close.Length)
        {
            var comment = trimmed[open.Length..^close.Length];
            switch (comment.Trim())
            {
                case Begin when comment.StartsWith(' '):
                    return new(SolutionMarkerKind.Begin);
                case End when comment.StartsWith(' '):
                    return new(SolutionMarkerKind.End);
                case var text when comment.StartsWith(" " + StubStart, StringComparison.Ordinal):
                    var indent = line[..(line.Length - line.TrimStart().Length)];
                    return new(SolutionMarkerKind.Stub, (indent + WithoutFirstSpace(text[StubStart.Length..])).TrimEnd());
            }
        }

        string[] openings = kind == CellKind.Markdown ? [open] : [open, "/*"];
        return openings.Any(opening => line.IndexOf(opening, StringComparison.Ordinal) is >= 0 and var start && Resembles(line[start..]))
            ? throw new FormatException(
                $"'{trimmed}' resembles a marker. Write '{Example(open, close, Begin)}', '{Example(open, close, End)}' or "
                    + $"'{Example(open, close, StubStart + " ...")}' on a line of its own.")
            : new(SolutionMarkerKind.None);
    }

    // What follows the first space is the line's own indentation.
    private static string WithoutFirstSpace(string text) => text.StartsWith(' ') ? text[1..] : text;

    private static bool Resembles(string comment)
    {
        var words = comment.ToUpperInvariant().Replace("_", " ", StringComparison.Ordinal);
        return words.Contains("BEGIN SOLUTION", StringComparison.Ordinal) || words.Contains("END SOLUTION", StringComparison.Ordinal)
            || words.TrimStart('/', '*', '<', '!', '-', ' ').StartsWith("STUB", StringComparison.Ordinal);
    }

    private static string Example(string open, string close, string text) => $"{open} {text} {close}".TrimEnd();
}
