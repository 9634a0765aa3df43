using System.Globalization;
using System.Text;

namespace DiffusionCourse.Display;

/// <summary>A small table of results: caption, headers with units, numbers aligned on the right.</summary>
/// <example><code>new HtmlTable("Time by steps", ["steps", new("time", "s", "0.00")], [[5, 0.61], [10, 1.18]])</code></example>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class HtmlTable : IHtmlDisplay
{
    /// <summary>Makes a table.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="columns">The columns, at least one; the first one names the rows.</param>
    /// <param name="rows">The cells, row by row: numbers, times, text, or null for an empty cell.</param>
    /// <exception cref="ArgumentException">There is no column, or a row has not as many cells as there are columns.</exception>
    public HtmlTable(string caption, IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(caption);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (columns.Count == 0)
        {
            throw new ArgumentException("A table needs at least one column.", nameof(columns));
        }

        Caption = caption;
        Columns = [.. columns];
        Rows = [.. rows];
        for (var row = 0; row < Rows.Count; row++)
        {
            if (Rows[row].Count != Columns.Count)
            {
                throw new ArgumentException(
                    $"Row {row} has {Rows[row].Count} cells, but the table has {Columns.Count} columns. Put null into empty cells.",
                    nameof(rows));
            }
        }
    }

    /// <summary>What the table shows.</summary>
    public string Caption { get; }

    /// <summary>The columns; the first one names the rows.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The cells, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    /// <inheritdoc/>
    public string ToHtml()
    {
        var id = Html.NewId();
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $$"""
            <div id="{{id}}" role="group" tabindex="0"{{Html.Attribute("aria-label", Caption)}}>
            <style>
            #{{id}}{overflow-x:auto;max-width:100%}
            #{{id}} table{border-collapse:collapse;color:inherit;font-variant-numeric:tabular-nums;margin:.25rem 0}
            #{{id}} caption{text-align:left;font-weight:600;padding:.25rem .5rem}
            #{{id}} th,#{{id}} td{padding:.25rem .75rem;text-align:left;background:none;color:inherit;
              border:0;border-bottom:1px solid rgba(128,128,128,.35);vertical-align:top}
            #{{id}} thead th{border-bottom:2px solid rgba(128,128,128,.7);vertical-align:bottom}
            #{{id}} th small{font-weight:400}
            #{{id}} .number{text-align:right;white-space:nowrap}
            </style>
            {{ToTableElement()}}
            </div>
            """);
        return html.ToString();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var lines = Rows.Select(row => string.Join("\t", row.Select((cell, i) => NumberText.Of(cell, Columns[i].Format))));
        return string.Join('\n', [Caption, string.Join("\t", Columns.Select(HeaderText)), .. lines]);
    }

    /// <summary>The bare <c>table</c> element; its styles belong to what surrounds it.</summary>
    internal string ToTableElement()
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<table><caption>{Html.Encode(Caption)}</caption><thead><tr>");
        for (var column = 0; column < Columns.Count; column++)
        {
            var unit = Columns[column].Unit is { } text ? $" <small>({Html.Encode(text)})</small>" : "";
            html.Append(
                CultureInfo.InvariantCulture,
                $"<th scope=\"col\"{NumberClass(IsNumeric(column))}>{Html.Encode(Columns[column].Header)}{unit}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            for (var column = 0; column < row.Count; column++)
            {
                var text = Html.Encode(NumberText.Of(row[column], Columns[column].Format));
                var number = NumberClass(NumberText.IsNumber(row[column]) || row[column] is TimeSpan);
                html.Append(column == 0 ? $"<th scope=\"row\"{number}>{text}</th>" : $"<td{number}>{text}</td>");
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }

    private static string NumberClass(bool number) => number ? " class=\"number\"" : "";

    private static string HeaderText(TableColumn column) => column.Header + (column.Unit is null ? "" : $" ({column.Unit})");

    private bool IsNumeric(int column) =>
        Rows.Any(row => NumberText.IsNumber(row[column]) || row[column] is TimeSpan)
        && Rows.All(row => row[column] is null or TimeSpan || NumberText.IsNumber(row[column]));
}
