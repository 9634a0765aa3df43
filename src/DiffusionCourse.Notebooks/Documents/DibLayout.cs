using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// How a .dib file was laid out, as far as it differs from the usual, so that it comes back byte for byte from another format:
/// the text of the metadata block, blank lines, line ends, the byte order mark. What was edited to another type is as if it were not there.
/// </summary>
internal sealed record DibLayout(string? Header, string Footer, string LineEnd, bool HasByteOrderMark)
{
    /// <summary>The name under which it is kept.</summary>
    public const string Key = "dib";

    private const string TextKey = "text";
    private const string LineEndKey = "line_end";

    /// <summary>The metadata block as it is written where nothing else is known.</summary>
    public static string CanonicalHeader(JsonObject? metadata, string end = "\n") =>
        metadata is null ? "" : $"{DibFormat.MetaMarker}{end}{end}{metadata.ToJsonString()}{end}{end}";

    public static DibLayout Read(JsonObject? stored) => new(
        NotebookJson.Text(stored, "header"),
        NotebookJson.Text(stored, "footer") ?? "",
        LineEndOf(stored),
        stored?["byte_order_mark"] is JsonValue mark && mark.GetValueKind() == JsonValueKind.True);

    /// <summary>What is worth keeping of a document; null where it is laid out as usual.</summary>
    /// <param name="document">The document.</param>
    /// <param name="isRead">Whether its metadata would be read back as they are without the block.</param>
    public static JsonObject? Write(NotebookDocument document, bool isRead)
    {
        var stored = new JsonObject();
        if (
            !isRead || document.Header != CanonicalHeader(document.Metadata)
                || document.Metadata is not null && !IsSorted(document.Metadata))
        {
            stored["header"] = document.Header;
        }

        if (document.Footer.Length > 0)
        {
            stored["footer"] = document.Footer;
        }

        if (document.LineEnd != "\n")
        {
            stored[LineEndKey] = document.LineEnd;
        }

        if (document.HasByteOrderMark)
        {
            stored["byte_order_mark"] = true;
        }

        return stored.Count > 0 ? stored : null;
    }

    /// <summary>
    /// The text of a cell as it stood in the .dib file, where it cannot be told from that in the .ipynb file; null where it can.
    /// </summary>
    public static string? ReadText(JsonObject? stored) => NotebookJson.Text(stored, TextKey);

    public static CellSource? ReadCell(JsonObject? stored, string language, string text) =>
        NotebookJson.Text(stored, "before") is { } before && NotebookJson.Text(stored, "after") is { } after
            ? new CellSource(before, language, LineEnds.From(text, LineEndOf(stored)), after)
            : null;

    /// <summary>What is worth keeping of a cell; null where it is laid out as usual.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="end">The line end of the document.</param>
    /// <param name="isLast">Whether no cell follows.</param>
    /// <param name="isRead">Whether its language and text would be read back as they are without more.</param>
    public static JsonObject? WriteCell(NotebookCell cell, string end, bool isLast, bool isRead)
    {
        var source = cell.Source is { } known && known.Language == cell.Language ? known : null;
        var text = source is null ? LineEnds.From(cell.Text, end) : LineEnds.Like(cell.Text, source.Text, end);
        var isUsual = source is null || (source.Before == Before(cell.Language, end) && source.After == After(end, isLast));
        if (isRead && isUsual && text == LineEnds.From(cell.Text, end))
        {
            return null;
        }

        var stored =
            new JsonObject { ["before"] = source?.Before ?? Before(cell.Language, end), ["after"] = source?.After ?? After(end, isLast) };
        if (!isRead || (text != cell.Text && text != LineEnds.From(cell.Text, "\r\n")))
        {
            stored[TextKey] = text;
        }
        else if (text != cell.Text)
        {
            stored[LineEndKey] = "\r\n";
        }

        return stored;
    }

    /// <summary>What usually stands before the text of a cell.</summary>
    public static string Before(string language, string end) => $"#!{language}{end}{end}";

    /// <summary>What usually stands behind it.</summary>
    public static string After(string end, bool isLast) => isLast ? end : end + end;

    private static string LineEndOf(JsonObject? stored) => NotebookJson.Text(stored, LineEndKey) == "\r\n" ? "\r\n" : "\n";

    private static bool IsSorted(JsonNode? node) => node switch
    {
        JsonObject members => members.Zip(members.Skip(1)).All(pair =>
            string.CompareOrdinal(pair.First.Key, pair.Second.Key) < 0) && members.All(member => IsSorted(member.Value)),
        JsonArray items => items.All(IsSorted),
        _ => true,
    };
}
