using DiffusionCourse.Display;

namespace DiffusionCourse.Imaging;

/// <summary>Pictures in rows and columns, with titles and captions.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed partial class ImageGrid : IHtmlDisplay
{
    /// <summary>Makes a grid.</summary>
    /// <param name="rows">The pictures, row by row; every row has the same number of them.</param>
    /// <param name="title">Stands above the grid; null for none.</param>
    /// <param name="rowTitles">One title for each row; null for none.</param>
    /// <param name="columnTitles">One title for each column; null for none.</param>
    /// <param name="description">What the whole grid shows, in words; null takes the title.</param>
    /// <exception cref="ArgumentException">The grid is empty, a row is longer or shorter than the first, a picture is missing, or the
    /// titles do not fit the grid.</exception>
    public ImageGrid(
        IReadOnlyList<IReadOnlyList<ImageCell>> rows,
        string? title = null,
        IReadOnlyList<string>? rowTitles = null,
        IReadOnlyList<string>? columnTitles = null,
        string? description = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows[0].Count == 0)
        {
            throw new ArgumentException("An image grid needs at least one picture.", nameof(rows));
        }

        for (var row = 0; row < rows.Count; row++)
        {
            CheckRow(rows, row);
        }

        CheckTitles(rowTitles, rows.Count, "row", nameof(rowTitles));
        CheckTitles(columnTitles, rows[0].Count, "column", nameof(columnTitles));
        Rows = [.. rows.Select(row => (IReadOnlyList<ImageCell>)[.. row])];
        Title = title;
        RowTitles = [.. rowTitles ?? []];
        ColumnTitles = [.. columnTitles ?? []];
        Description = description;
    }

    /// <summary>The pictures, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<ImageCell>> Rows { get; }

    /// <summary>The number of pictures in each row.</summary>
    public int Columns => Rows[0].Count;

    /// <summary>Stands above the grid; null for none.</summary>
    public string? Title { get; }

    /// <summary>The titles of the rows; empty for none.</summary>
    public IReadOnlyList<string> RowTitles { get; }

    /// <summary>The titles of the columns; empty for none.</summary>
    public IReadOnlyList<string> ColumnTitles { get; }

    /// <summary>What the whole grid shows, in words; null where the title says it.</summary>
    public string? Description { get; }

    /// <summary>One row of pictures, which wraps on a narrow page.</summary>
    /// <param name="cells">The pictures, at least one.</param>
    /// <param name="title">Stands above the grid; null for none.</param>
    /// <param name="columnTitles">One title for each picture; null for none.</param>
    /// <param name="description">What the whole row shows, in words; null takes the title.</param>
    /// <exception cref="ArgumentException">There is no picture, or the titles do not fit.</exception>
    public static ImageGrid Row(
        IReadOnlyList<ImageCell> cells, string? title = null, IReadOnlyList<string>? columnTitles = null, string? description = null) =>
        new([cells], title, rowTitles: null, columnTitles, description);

    /// <summary>The same pictures one at a time, with sliders.</summary>
    /// <param name="columns">What changes from column to column, such as "step".</param>
    /// <param name="rows">What changes from row to row: a second slider. Null shows the rows side by side.</param>
    /// <param name="start">The column that is shown first, from 0; null for the one in the middle.</param>
    /// <exception cref="ArgumentException">Titles are missing, or there is no such column.</exception>
    public ImageExplorer Explore(string columns, string? rows = null, int? start = null) => new(this, columns, rows, start);

    /// <summary>The grid as one picture without words: pictures side by side on white.</summary>
    /// <param name="gap">Pixels of white between pictures, 0 or more.</param>
    /// <exception cref="ArgumentException">The gap is negative, or the result would be too large.</exception>
    public RgbImage ToImage(int gap = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        var cellWidth = Rows.Max(row => row.Max(cell => cell.Image.Width));
        var cellHeight = Rows.Max(row => row.Max(cell => cell.Image.Height));
        var width = checked(cellWidth * Columns + gap * (Columns - 1));
        var height = checked(cellHeight * Rows.Count + gap * (Rows.Count - 1));
        var canvas = new ImageCanvas(width, height);
        for (var row = 0; row < Rows.Count; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                canvas.Draw(Rows[row][column].Image, column * (cellWidth + gap), row * (cellHeight + gap));
            }
        }

        return canvas.ToImage().WithDescription(Description ?? Title);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title ?? "Image grid"}: {Rows.Count} x {Columns} pictures";

    private static void CheckRow(IReadOnlyList<IReadOnlyList<ImageCell>> rows, int row)
    {
        if (rows[row].Count != rows[0].Count)
        {
            throw new ArgumentException(
                $"Row {row} of the image grid has {rows[row].Count} pictures, but row 0 has {rows[0].Count}. Every row needs the same "
                    + "number.",
                nameof(rows));
        }

        if (rows[row].Any(cell => cell?.Image is null))
        {
            throw new ArgumentException($"A picture in row {row} of the image grid is missing (null).", nameof(rows));
        }
    }

    private static void CheckTitles(IReadOnlyList<string>? titles, int count, string kind, string name)
    {
        if (titles is not null && titles.Count != count)
        {
            throw new ArgumentException(
                $"The image grid has {count} {kind}{(count == 1 ? "" : "s")}, but {titles.Count} {kind} titles were given.", name);
        }
    }
}
