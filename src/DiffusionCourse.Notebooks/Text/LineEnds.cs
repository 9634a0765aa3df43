namespace DiffusionCourse.Notebooks.Text;

/// <summary>
/// The line ends of notebook files: LF and CR LF. All else that Unicode or .NET take for a new line (a lone CR, U+0085, U+2028, a
/// form feed) is text, and may stand inside a string of the code.
/// </summary>
internal static class LineEnds
{
    /// <summary>The text with LF in place of CR LF.</summary>
    public static string ToLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The text with another end in place of LF.</summary>
    public static string From(string text, string end) => end == "\n" ? text : text.Replace("\n", end, StringComparison.Ordinal);

    /// <summary>The text with the line ends of another one: line by line where both have as many, else all as its first.</summary>
    /// <param name="text">The text, with LF.</param>
    /// <param name="model">The other one.</param>
    /// <param name="end">The end where the other one is a single line without one.</param>
    public static string Like(string text, string model, string end)
    {
        var (lines, models) = (Split(text), Split(model));
        return lines.Count == models.Count
            ? string.Concat(lines.Zip(models, (line, other) => line.EndsWith('\n') ? line[..^1] + other[Without(other).Length..] : line))
            : From(text, models.Count > 0 && models[0].EndsWith('\n') ? models[0][Without(models[0]).Length..] : end);
    }

    /// <summary>Lines with their ends, so that they add up to the text again.</summary>
    public static List<string> Split(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }

    /// <summary>A line without its end.</summary>
    public static string Without(string line) =>
        line.EndsWith("\r\n", StringComparison.Ordinal) ? line[..^2] : line.EndsWith('\n') ? line[..^1] : line;

    /// <summary>The lines between the blank ones at both ends.</summary>
    public static (int First, int Last) TrimBlank(IReadOnlyList<string> lines, int first, int last)
    {
        while (first < last && string.IsNullOrWhiteSpace(lines[first]))
        {
            first++;
        }

        while (last > first && string.IsNullOrWhiteSpace(lines[last - 1]))
        {
            last--;
        }

        return (first, last);
    }
}
