namespace DiffusionCourse.Notebooks.Text;

/// <summary>The line by which a cell imports a notebook: <c>#!import PATH</c>, the path in quotes or not.</summary>
internal static class ImportLine
{
    private const string Start = "#!import ";

    /// <summary>The path as it is written; null for any other line.</summary>
    public static string? PathOf(string line)
        => line.StartsWith(Start, StringComparison.Ordinal) ? line[Start.Length..].Trim().Trim('"') : null;
}
