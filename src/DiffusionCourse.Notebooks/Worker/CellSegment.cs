using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>A part of a cell.</summary>
/// <param name="Line">The line in the cell on which it starts, from 1: that of its marker, where it has one.</param>
/// <param name="Text">Code, other text, or the line of a command such as <c>#!import setup.dib</c>.</param>
/// <param name="Language">The language that it is in; null for a command.</param>
internal sealed record CellSegment(int Line, string Text, string? Language)
{
    public bool IsCommand => Language is null;

    /// <summary>
    /// Splits a cell at its commands, and at lines such as <c>#!csharp</c> that name the language of what follows: any of them may
    /// begin a cell of a .NET notebook.
    /// </summary>
    public static IReadOnlyList<CellSegment> Split(string cell)
    {
        var segments = new List<CellSegment>();
        var lines = cell.Split('\n');
        var (start, marker, language) = (0, 0, KernelNames.CSharp);
        while (start <= lines.Length)
        {
            var next = NextCommand(lines, start, language);
            AddText(segments, lines, start, next, marker, language);
            if (next < lines.Length && KernelNames.Common.OfFirstLine(lines[next]) is { } named)
            {
                (marker, language) = (next, named);
            }
            else if (next < lines.Length)
            {
                segments.Add(new CellSegment(next + 1, lines[next], null));
                marker = next + 1;
            }

            start = next + 1;
        }

        return segments;
    }

    private static int NextCommand(string[] lines, int start, string language)
    {
        if (language == KernelNames.CSharp)
        {
            return CommandLines.Of(string.Join('\n', lines[start..])).Select(line => (int?)(start + line)).FirstOrDefault() ?? lines.Length;
        }

        // Other languages are not read here: only a line that names a language ends them.
        var found = Array.FindIndex(lines, start, line => KernelNames.Common.OfFirstLine(line) is not null);
        return found < 0 ? lines.Length : found;
    }

    private static void AddText(List<CellSegment> segments, string[] lines, int start, int end, int marker, string language)
    {
        var text = string.Join('\n', lines[start..end]);
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        // Empty lines in place of what came before keep the line numbers of code right.
        segments.Add(language == KernelNames.CSharp
            ? new CellSegment(start + 1, new string('\n', start) + text, language)
            : new CellSegment(marker + 1, text, language));
    }
}
