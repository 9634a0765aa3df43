namespace DiffusionCourse.Notebooks.Worker;

/// <summary>A part of a cell.</summary>
/// <param name="Line">The line in the cell on which it starts, from 1.</param>
/// <param name="Text">Code, or the line of a command such as <c>#!import setup.dib</c>.</param>
/// <param name="IsCommand">Whether it is a command.</param>
internal sealed record CellSegment(int Line, string Text, bool IsCommand)
{
    /// <summary>Splits a cell at its lines that start with <c>#!</c>.</summary>
    public static IReadOnlyList<CellSegment> Split(string cell)
    {
        var segments = new List<CellSegment>();
        var lines = cell.Split('\n');
        var start = 0;
        for (var index = 0; index <= lines.Length; index++)
        {
            var isCommand = index < lines.Length && lines[index].StartsWith("#!", StringComparison.Ordinal);
            if (index < lines.Length && !isCommand)
            {
                continue;
            }

            var code = string.Join('\n', lines[start..index]);
            if (!string.IsNullOrWhiteSpace(code))
            {
                // Empty lines in place of what came before keep the line numbers right.
                segments.Add(new CellSegment(start + 1, new string('\n', start) + code, false));
            }

            if (isCommand)
            {
                segments.Add(new CellSegment(index + 1, lines[index], true));
            }

            start = index + 1;
        }

        return segments;
    }
}
