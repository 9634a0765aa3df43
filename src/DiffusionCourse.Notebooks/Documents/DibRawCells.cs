namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Raw cells in a format that has none. What is for another format alone is left out, as nbformat wants it.</summary>
internal static class DibRawCells
{
    /// <summary>The cell that stands for a raw one; null where it is left out. Other cells stand for themselves.</summary>
    public static NotebookCell? Convert(NotebookCell cell) => cell.Kind != CellKind.Raw ? cell : cell.RawFormat switch
    {
        null => NotebookCell.Create(NotebookCell.Markdown, Verbatim(cell.Text)),
        "text/markdown" => NotebookCell.Create(NotebookCell.Markdown, cell.Text),
        "text/html" => NotebookCell.Create("html", cell.Text),
        _ => null,
    };

    /// <summary>A fence that is longer than any inside.</summary>
    private static string Verbatim(string text)
    {
        var longest = 2;
        for (var (index, run) = (0, 0); index < text.Length; index++)
        {
            run = text[index] == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        return text.Length == 0 ? "" : $"{fence}\n{text}\n{fence}";
    }
}
