using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// The .dib format: an optional <c>#!meta</c> block of JSON, then cells, each begun by a line that is exactly
/// <c>#!</c> and the name of a kernel. Nothing is escaped: such a line ends a cell wherever it stands.
/// </summary>
internal static class DibFormat
{
    public const string MetaMarker = "#!meta";
    private const char ByteOrderMark = '\uFEFF';

    private static readonly string[] KnownKernels =
        [NotebookCell.Markdown, "csharp", "fsharp", "pwsh", "html", "javascript", "mermaid", "http", "value", "sql", "kql"];

    /// <summary>The kernel that a line selects; null where the line is none of the markers that every host knows.</summary>
    public static string? KernelOfMarker(string line) => KernelOf(line, KnownKernels);

    public static NotebookDocument Read(string content, string path)
    {
        var hasByteOrderMark = content.StartsWith(ByteOrderMark);
        var lines = SplitLines(hasByteOrderMark ? content[1..] : content);
        var next = 0;
        var (header, metadata) = ReadMetadata(lines, ref next, path);
        var kernels = KernelsOf(metadata);
        var language = DefaultKernel(metadata, path);

        var cells = new List<NotebookCell>();
        var document = new NotebookDocument
        {
            Metadata = metadata,
            DefaultLanguage = language,
            LineEnd = lines.Count > 0 && lines[0].EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n",
            HasByteOrderMark = hasByteOrderMark,
            Header = header,
        };

        var before = "";
        while (next < lines.Count)
        {
            if (KernelOf(lines[next], kernels) is { } kernel)
            {
                language = kernel;
                before += lines[next++];
            }

            var end = next;
            while (end < lines.Count && KernelOf(lines[end], kernels) is null)
            {
                end++;
            }

            var (first, last) = TrimBlankLines(lines, next, end);
            var blankBefore = string.Concat(lines[next..first]);
            if (first == last)
            {
                before += blankBefore;
            }
            else
            {
                var raw = string.Concat(lines[first..last]);
                var text = raw.TrimEnd('\r', '\n');
                cells.Add(NotebookCell.Create(language, WithLineFeeds(text), first + 1) with
                {
                    Source = new CellSource(before + blankBefore, language, text, raw[text.Length..] + string.Concat(lines[last..end])),
                });
                before = "";
            }

            next = end;
        }

        return document with { Cells = cells, Footer = before };
    }

    /// <exception cref="NotebookFormatException">A cell holds a line that would end it.</exception>
    public static string Write(NotebookDocument document)
    {
        RequireWholeCells(document);
        var end = document.LineEnd;
        var content = new StringBuilder();
        if (HeaderStands(document))
        {
            content.Append(document.Header);
        }
        else if (document.Metadata is not null)
        {
            content.Append(DibLayout.CanonicalHeader(document.Metadata, end));
        }

        // An empty cell has no place in this format.
        var cells = document.Cells.Where(cell => cell.Text.Length > 0).ToList();
        foreach (var cell in cells)
        {
            EndLine(content, end);
            if (cell.Source is { } source && source.Language == cell.Language && (cell == cells[0] || source.Before.Contains("#!" + cell.Language, StringComparison.Ordinal)))
            {
                var text = WithLineFeeds(source.Text) == cell.Text ? source.Text : cell.Text.ReplaceLineEndings(end);
                content.Append(source.Before).Append(text).Append(source.After);
            }
            else
            {
                content.Append(DibLayout.Before(cell.Language, end)).Append(cell.Text.ReplaceLineEndings(end)).Append(DibLayout.After(end, cell == cells[^1]));
            }
        }

        return content.Append(document.Footer).ToString();
    }

    private static void RequireWholeCells(NotebookDocument document)
    {
        var kernels = KernelsOf(document.Metadata);
        for (var index = 0; index < document.Cells.Count; index++)
        {
            var lines = document.Cells[index].Text.Split('\n');
            var line = Array.FindIndex(lines, text => KernelOf(text, kernels) is not null);
            if (line >= 0)
            {
                throw new NotebookFormatException($"Cell {index + 1}, line {line + 1}: the line '{lines[line]}' would end the cell in a .dib file, which cannot escape it. Indent it, or put something before it.");
            }
        }
    }

    private static bool HeaderStands(NotebookDocument document)
    {
        var next = 0;
        var (_, metadata) = ReadMetadata(SplitLines(document.Header), ref next, "");
        return JsonNode.DeepEquals(metadata, document.Metadata);
    }

    /// <summary>Lines with their ends, so that they add up to the file again.</summary>
    private static List<string> SplitLines(string content)
    {
        var lines = new List<string>();
        var start = 0;
        while (start < content.Length)
        {
            var feed = content.IndexOf('\n', start);
            var end = feed < 0 ? content.Length : feed + 1;
            lines.Add(content[start..end]);
            start = end;
        }

        return lines;
    }

    private static (string Header, JsonObject? Metadata) ReadMetadata(List<string> lines, ref int next, string path)
    {
        var marker = 0;
        while (marker < lines.Count && string.IsNullOrWhiteSpace(lines[marker]))
        {
            marker++;
        }

        if (marker == lines.Count || WithoutEnd(lines[marker]) != MetaMarker)
        {
            return ("", null);
        }

        next = marker + 1;
        while (next < lines.Count && !lines[next].StartsWith("#!", StringComparison.Ordinal))
        {
            next++;
        }

        var json = string.Concat(lines[(marker + 1)..next]);
        return (string.Concat(lines[..next]), string.IsNullOrWhiteSpace(json) ? null : ParseMetadata(json, marker + 1, path));
    }

    private static JsonObject ParseMetadata(string json, int linesBefore, string path)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject
                ?? throw new NotebookFormatException($"{path}, line {linesBefore + 1}: the {MetaMarker} block must hold a JSON object.");
        }
        catch (JsonException exception)
        {
            var line = linesBefore + 1 + (exception.LineNumber ?? 0);
            var reason = exception.Message.Split(" LineNumber:")[0];
            throw new NotebookFormatException($"{path}, line {line}: the {MetaMarker} block is not valid JSON. {reason}", exception);
        }
    }

    private static HashSet<string> KernelsOf(JsonObject? metadata) => KnownKernels.Concat(KernelNames(metadata)).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> KernelNames(JsonObject? metadata) =>
        metadata?["kernelInfo"] is JsonObject info && info["items"] is JsonArray items
            ? items.OfType<JsonObject>().Select(item => item["name"]).OfType<JsonValue>()
                .Where(name => name.GetValueKind() == JsonValueKind.String).Select(name => name.GetValue<string>())
            : [];

    private static string DefaultKernel(JsonObject? metadata, string path)
    {
        if (metadata?["kernelInfo"] is not JsonObject info || info["defaultKernelName"] is not { } name)
        {
            return "csharp";
        }

        return name.GetValueKind() == JsonValueKind.String
            ? name.GetValue<string>()
            : throw new NotebookFormatException($"{path}: kernelInfo.defaultKernelName in the {MetaMarker} block must be a string.");
    }

    private static string? KernelOf(string line, IReadOnlyCollection<string> kernels) =>
        line.StartsWith("#!", StringComparison.Ordinal) && WithoutEnd(line)[2..] is var name && kernels.Contains(name) ? name : null;

    private static (int First, int Last) TrimBlankLines(List<string> lines, int first, int last)
    {
        while (first < last && string.IsNullOrWhiteSpace(lines[first]))
        {
            first++;
        }

        while (last > first && string.IsNullOrWhiteSpace(lines[last - 1]))
        {
            last--;
        }

        return (first, last);
    }

    private static string WithoutEnd(string line) => line.TrimEnd('\n').TrimEnd('\r');

    private static string WithLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static void EndLine(StringBuilder content, string end)
    {
        if (content.Length > 0 && content[^1] != '\n')
        {
            content.Append(end);
        }
    }
}
