using System.Collections;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace DiffusionCourse.Notebooks.Display;

internal static partial class ValueFormatter
{
    private static FormattedValue FormatTuple(ITuple tuple, int depth) =>
        FormattedValue.Html(Table(
            null,
            Enumerable.Range(1, tuple.Length).Select(index => $"Item{index}"),
            [Enumerable.Range(0, tuple.Length).Select(index => Cell(tuple[index], depth)).ToArray()],
            headRow: true));

    private static FormattedValue FormatMatrix(Array matrix, int depth)
    {
        var (rows, columns) = (matrix.GetLength(0), matrix.GetLength(1));
        var (shownRows, shownColumns) = (Math.Min(rows, ItemLimit), Math.Min(columns, ItemLimit));
        var body = Enumerable.Range(0, shownRows).Select(row => Enumerable.Range(0, shownColumns)
            .Select(column => Cell(matrix.GetValue(row + matrix.GetLowerBound(0), column + matrix.GetLowerBound(1)), depth)).ToArray());
        var caption = rows > shownRows || columns > shownColumns
            ? $"{rows} × {columns}, the first {shownRows} × {shownColumns} shown"
            : $"{rows} × {columns}";
        return FormattedValue.Html(Table(caption, null, body, headRow: false));
    }

    private static IEnumerable<(object? Key, object? Value)> Pairs(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return (entry.Key, entry.Value);
        }
    }

    private static FormattedValue FormatPairs(IEnumerable<(object? Key, object? Value)> pairs, int? count, int depth)
    {
        var shown = pairs.Take(ItemLimit + 1).ToList();
        var body = shown.Take(ItemLimit).Select(pair => (string[])[Cell(pair.Key, depth), Cell(pair.Value, depth)]);
        return FormattedValue.Html(Table(null, ["Key", "Value"], body, headRow: true) + More(shown.Count, count));
    }

    private static FormattedValue FormatSequence(IEnumerable sequence, int depth)
    {
        var shown = sequence.Cast<object?>().Take(ItemLimit + 1).ToList();
        int? count = sequence is ICollection collection ? collection.Count : shown.Count <= ItemLimit ? shown.Count : null;
        var items = shown.Take(ItemLimit).ToList();
        if (
            items.TrueForAll(item => item is null || Scalars.IsScalar(item))
                && items.TrueForAll(item => item is null || FormatOwn(item, null) is null))
        {
            return FormattedValue.Plain(FormatScalars(items, shown.Count > ItemLimit, count));
        }

        if (items.TrueForAll(item => item is not null && Shape.IsPair(item.GetType())))
        {
            return FormatPairs(shown.Select(item => Shape.PairOf(item!)), count, depth);
        }

        return FormattedValue.Html(
            (
                TryFormatRows(items, depth)
                    ?? string.Concat(items.Select(item => $"<div class=\"nb-item\">{Cell(item, depth)}</div>"))) is var body
            && items.Count > 0 && items[0] is { } first && FormatOwn(first, null) is not null
                ? $"<div class=\"nb-items\">{body}</div>{More(shown.Count, count)}"
                : body + More(shown.Count, count));
    }

    private static string FormatScalars(List<object?> items, bool more, int? count)
    {
        var text = new StringBuilder("[");
        text.AppendJoin(", ", items.Select(item => item is string quoted ? $"\"{quoted}\"" : Scalars.Text(item)));
        return more
            ? text.Append(CultureInfo.InvariantCulture, $", ...]{(count is null ? "" : $"  ({count} items)")}").ToString()
            : text.Append(']').ToString();
    }

    /// <summary>Items of one type with properties make one table, a row an item.</summary>
    private static string? TryFormatRows(List<object?> items, int depth)
    {
        if (items.Count == 0 || items[0]?.GetType() is not { } type
            || items.Exists(item => item?.GetType() != type) || items[0] is IEnumerable or ITuple or Exception
            || FormatOwn(items[0]!, null) is not null)
        {
            return null;
        }

        var properties = Shape.Of(type);
        return properties.Count == 0
            ? null
            : Table(
                null,
                properties.Select(property => property.Name),
                items.Select(item => properties.Select(property => property.Show(item!, value => Cell(value, depth))).ToArray()),
                headRow: true);
    }

    private static string More(int shown, int? count) => shown <= ItemLimit
        ? ""
        : $"<p class=\"nb-more\">The first {ItemLimit}{(count is null ? "" : $" of {count}")} shown.</p>";

    private static string Table(string? caption, IEnumerable<string>? head, IEnumerable<string[]> body, bool headRow)
    {
        var html = new StringBuilder("<table class=\"nb-table\">");
        if (caption is not null)
        {
            html.Append("<caption>").Append(WebUtility.HtmlEncode(caption)).Append("</caption>");
        }

        if (headRow && head is not null)
        {
            html.Append("<thead><tr>").AppendJoin("", head.Select(name => $"<th scope=\"col\">{WebUtility.HtmlEncode(name)}</th>"))
                .Append("</tr></thead>");
        }

        html.Append("<tbody>");
        foreach (var row in body)
        {
            var named = !headRow && head is not null;
            html.Append("<tr>")
                .AppendJoin("", row.Select((cell, index) => named && index == 0 ? $"<th scope=\"row\">{cell}</th>" : $"<td>{cell}</td>"))
                .Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }
}
