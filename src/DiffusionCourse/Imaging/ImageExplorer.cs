using DiffusionCourse.Display;

namespace DiffusionCourse.Imaging;

/// <summary>
/// The pictures of a grid, one at a time, with a slider for each axis. It needs no server: every picture is in the page once.
/// </summary>
/// <remarks>
/// Where scripts do not run, and in static renders, the grid itself is shown. The sliders are the browser's own: arrow keys, Home and End
/// move them, and a screen reader is told the setting and the caption.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed partial class ImageExplorer : IHtmlDisplay
{
    /// <summary>Makes an explorer.</summary>
    /// <param name="grid">The pictures. Its column titles are the positions of the first slider.</param>
    /// <param name="columns">What changes from column to column, such as "step": the first slider's label.</param>
    /// <param name="rows">What changes from row to row: a second slider. Null shows the rows side by side instead.</param>
    /// <param name="start">The column that is shown first, from 0; null for the one in the middle.</param>
    /// <exception cref="ArgumentException">The grid has no column titles, no row titles for a second slider, or no such column.</exception>
    public ImageExplorer(ImageGrid grid, string columns, string? rows = null, int? start = null)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentException.ThrowIfNullOrWhiteSpace(columns);
        if (grid.ColumnTitles.Count == 0)
        {
            throw new ArgumentException(
                "The grid has no column titles, which are the positions of the slider. Give it one for each column.", nameof(grid));
        }

        if (rows is not null && grid.RowTitles.Count == 0)
        {
            throw new ArgumentException(
                $"The grid has no row titles, which are the positions of the slider \"{rows}\". Give it one for each row, or leave the "
                    + "slider out.",
                nameof(grid));
        }

        Start = start ?? grid.Columns / 2;
        if (Start < 0 || Start >= grid.Columns)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"The grid has {grid.Columns} columns: the first one shown must be 0 to {grid.Columns - 1}.");
        }

        Grid = grid;
        ColumnAxis = columns;
        RowAxis = rows;
    }

    /// <summary>All pictures.</summary>
    public ImageGrid Grid { get; }

    /// <summary>The label of the first slider.</summary>
    public string ColumnAxis { get; }

    /// <summary>The label of the second slider; null where rows stand side by side.</summary>
    public string? RowAxis { get; }

    /// <summary>The column that is shown first, from 0.</summary>
    public int Start { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Grid}, by {ColumnAxis}{(RowAxis is null ? "" : $" and {RowAxis}")}";
}
