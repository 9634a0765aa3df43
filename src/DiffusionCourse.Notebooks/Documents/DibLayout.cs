using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// How a .dib file was laid out, as far as it differs from the usual, so that it comes back byte for byte from another format:
/// the text of the metadata block, blank lines, line ends, the byte order mark.
/// </summary>
internal sealed record DibLayout(string? Header, string Footer, string LineEnd, bool HasByteOrderMark)
{
    /// <summary>The name under which it is kept.</summary>
    public const string Key = "dib";

    /// <summary>The metadata block as it is written where nothing else is known.</summary>
    public static string CanonicalHeader(JsonObject? metadata, string end = "\n") =>
        metadata is null ? "" : $"{DibFormat.MetaMarker}{end}{end}{metadata.ToJsonString()}{end}{end}";

    public static DibLayout Read(JsonObject? stored) => new(
        (string?)stored?["header"],
        (string?)stored?["footer"] ?? "",
        (string?)stored?["line_end"] ?? "\n",
        (bool?)stored?["byte_order_mark"] ?? false);

    /// <summary>What is worth keeping of a document; null where it is laid out as usual.</summary>
    public static JsonObject? Write(NotebookDocument document)
    {
        var stored = new JsonObject();
        if (document.Header != CanonicalHeader(document.Metadata) || document.Metadata is not null && !IsSorted(document.Metadata))
        {
            stored["header"] = document.Header;
        }

        if (document.Footer.Length > 0)
        {
            stored["footer"] = document.Footer;
        }

        if (document.LineEnd != "\n")
        {
            stored["line_end"] = document.LineEnd;
        }

        if (document.HasByteOrderMark)
        {
            stored["byte_order_mark"] = true;
        }

        return stored.Count > 0 ? stored : null;
    }

    public static CellSource? ReadCell(JsonObject? stored, string language, string text) => stored is null
        ? null
        : new CellSource((string?)stored["before"] ?? "", language, text.ReplaceLineEndings((string?)stored["line_end"] ?? "\n"), (string?)stored["after"] ?? "");

    /// <summary>What is worth keeping of a cell; null where it is laid out as usual.</summary>
    public static JsonObject? WriteCell(NotebookCell cell, string end, bool isLast)
    {
        if (cell.Source is not { } source || source.Language != cell.Language
            || (source.Before == Before(cell.Language, end) && source.After == After(end, isLast)))
        {
            return null;
        }

        var stored = new JsonObject { ["before"] = source.Before, ["after"] = source.After };
        if (source.Text.Contains('\r', StringComparison.Ordinal))
        {
            stored["line_end"] = "\r\n";
        }

        return stored;
    }

    /// <summary>What usually stands before the text of a cell.</summary>
    public static string Before(string language, string end) => $"#!{language}{end}{end}";

    /// <summary>What usually stands behind it.</summary>
    public static string After(string end, bool isLast) => isLast ? end : end + end;

    private static bool IsSorted(JsonNode? node) => node switch
    {
        JsonObject members => members.Zip(members.Skip(1)).All(pair => string.CompareOrdinal(pair.First.Key, pair.Second.Key) < 0) && members.All(member => IsSorted(member.Value)),
        JsonArray items => items.All(IsSorted),
        _ => true,
    };
}
