using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// The .dib format: an optional <c>#!meta</c> block of JSON, then cells, each begun by a line that is exactly
/// <c>#!</c> and a name of a kernel. Nothing is escaped: such a line ends a cell wherever it stands.
/// </summary>
internal static class DibFormat
{
    public const string MetaMarker = "#!meta";
    private const char ByteOrderMark = '\uFEFF';

    public static NotebookDocument Read(string content, string path)
    {
        var hasByteOrderMark = content.StartsWith(ByteOrderMark);
        var lines = LineEnds.Split(hasByteOrderMark ? content[1..] : content);
        var next = 0;
        var (header, metadata) = ReadMetadata(lines, ref next, path);
        var kernels = new KernelNames(metadata);
        var language = DefaultKernel(metadata, kernels, path);

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
            if (kernels.OfMarker(lines[next]) is { } kernel)
            {
                language = kernel;
                before += lines[next++];
            }

            var end = next;
            while (end < lines.Count && kernels.OfMarker(lines[end]) is null)
            {
                end++;
            }

            var (first, last) = LineEnds.TrimBlank(lines, next, end);
            var blankBefore = string.Concat(lines[next..first]);
            if (first == last)
            {
                before += blankBefore;
            }
            else
            {
                var raw = string.Concat(lines[first..last]);
                var text = LineEnds.Without(raw);
                cells.Add(NotebookCell.Create(language, LineEnds.ToLineFeeds(text), first + 1) with
                {
                    Source = new CellSource(before + blankBefore, language, text, raw[text.Length..] + string.Concat(lines[last..end])),
                });
                before = "";
            }

            next = end;
        }

        return document with { Cells = cells, Footer = before };
    }

    /// <param name="document">The notebook.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="NotebookFormatException">A cell holds a line that would end it.</exception>
    public static string Write(NotebookDocument document, string name)
    {
        // An empty cell has no place in this format.
        var cells = document.Cells.Select(DibRawCells.Convert).OfType<NotebookCell>().Where(cell => cell.Text.Length > 0).ToList();
        var metadata = WithKernelsOf(cells, document.Metadata);
        var kernels = new KernelNames(metadata);
        RequireWholeCells(document, kernels, name);
        var end = document.LineEnd;
        var content = new StringBuilder();
        if (HeaderStands(document.Header, metadata))
        {
            content.Append(document.Header);
        }
        else if (metadata is not null)
        {
            content.Append(DibLayout.CanonicalHeader(metadata, end));
        }

        foreach (var cell in cells)
        {
            EndLine(content, end);
            if (
                cell.Source is { } source && source.Language == cell.Language
                    && Begins(source, kernels, cell == cells[0] ? document.DefaultLanguage : null))
            {
                content.Append(source.Before).Append(LineEnds.Like(cell.Text, source.Text, end)).Append(source.After);
            }
            else
            {
                content.Append(DibLayout.Before(cell.Language, end)).Append(LineEnds.From(cell.Text, end))
                    .Append(DibLayout.After(end, cell == cells[^1]));
            }
        }

        return content.Append(IsBetweenCells(document.Footer, kernels) ? document.Footer : "").ToString();
    }

    /// <summary>The metadata that a text holds which is a <c>#!meta</c> block and nothing else; null where it is none.</summary>
    public static JsonObject? MetadataOf(string header)
    {
        try
        {
            var (lines, next) = (LineEnds.Split(header), 0);
            var (_, metadata) = ReadMetadata(lines, ref next, "");
            return next == lines.Count ? metadata : null;
        }
        catch (NotebookFormatException)
        {
            return null;
        }
    }

    private static void RequireWholeCells(NotebookDocument document, KernelNames kernels, string name)
    {
        for (var index = 0; index < document.Cells.Count; index++)
        {
            var lines = DibRawCells.Convert(document.Cells[index]) is null ? [] : document.Cells[index].Text.Split('\n');
            var line = Array.FindIndex(lines, text => kernels.OfMarker(text) is not null);
            if (line >= 0)
            {
                throw new NotebookFormatException(
                    $"{name}, cell {index + 1}, line {line + 1}: the line '{lines[line]}' would end the cell in a .dib file, which "
                        + "cannot escape it. Indent it, or put something before it.");
            }
        }
    }

    /// <summary>A kernel that no host knows by itself is listed, so that its marker is read as one.</summary>
    private static JsonObject? WithKernelsOf(IReadOnlyList<NotebookCell> cells, JsonObject? metadata)
    {
        var kernels = new KernelNames(metadata);
        var missing = cells.Select(cell => cell.Language).Where(language => !kernels.Contains(language)).Distinct().ToList();
        if (missing.Count == 0)
        {
            return metadata;
        }

        var listed = metadata?.DeepClone() as JsonObject ?? [];
        var info = NotebookJson.Put(listed, "kernelInfo");
        info["defaultKernelName"] ??= KernelNames.CSharp;
        if (info["items"] is not JsonArray items)
        {
            info["items"] = items = [];
        }

        missing.ForEach(language => items.Add(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = language }));
        return listed;
    }

    private static bool HeaderStands(string header, JsonObject? metadata) =>
        header.Length == 0
            ? metadata is null
            : JsonNode.DeepEquals(MetadataOf(header), metadata) && (metadata is not null || IsBlankHeader(header));

    private static bool IsBlankHeader(string header)
        => LineEnds.Split(header).Select(LineEnds.Without).Where(line => !string.IsNullOrWhiteSpace(line)).SequenceEqual([MetaMarker]);

    /// <summary>Whether what stood before and behind a cell still does: blank lines and markers, the last of them its own.</summary>
    /// <param name="source">The cell as it stood.</param>
    /// <param name="kernels">The kernels of the notebook.</param>
    /// <param name="unmarked">The language of a cell without a marker; null where it needs one.</param>
    private static bool Begins(CellSource source, KernelNames kernels, string? unmarked) =>
        IsBetweenCells(source.Before, kernels) && string.IsNullOrWhiteSpace(source.After)
            && (source.After.Length == 0 || source.After.StartsWith('\n') || source.After.StartsWith("\r\n", StringComparison.Ordinal))
        && (
            LineEnds.Split(source.Before).Select(kernels.OfMarker).LastOrDefault(kernel => kernel is not null)
                ?? unmarked) == source.Language;

    private static bool IsBetweenCells(string text, KernelNames kernels) =>
        LineEnds.Split(text).All(line => string.IsNullOrWhiteSpace(line) || kernels.OfMarker(line) is not null);

    private static (string Header, JsonObject? Metadata) ReadMetadata(List<string> lines, ref int next, string path)
    {
        var marker = 0;
        while (marker < lines.Count && string.IsNullOrWhiteSpace(lines[marker]))
        {
            marker++;
        }

        if (marker == lines.Count || LineEnds.Without(lines[marker]) != MetaMarker)
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
            return NotebookJson.Parse(json) as JsonObject
                ?? throw new NotebookFormatException($"{path}, line {linesBefore + 1}: the {MetaMarker} block must hold a JSON object.");
        }
        catch (JsonException exception)
        {
            var line = linesBefore + 1 + (exception.LineNumber ?? 0);
            var reason = exception.Message.Split(" LineNumber:")[0];
            throw new NotebookFormatException($"{path}, line {line}: the {MetaMarker} block is not valid JSON. {reason}", exception);
        }
    }

    private static string DefaultKernel(JsonObject? metadata, KernelNames kernels, string path)
    {
        if (NotebookJson.Member(metadata, "kernelInfo")?["defaultKernelName"] is not { } name)
        {
            return KernelNames.CSharp;
        }

        return name.GetValueKind() == JsonValueKind.String
            ? kernels.OfMetadata(name.GetValue<string>()) ?? KernelNames.CSharp
            : throw new NotebookFormatException($"{path}: kernelInfo.defaultKernelName in the {MetaMarker} block must be a string.");
    }

    private static void EndLine(StringBuilder content, string end)
    {
        if (content.Length > 0 && content[^1] != '\n')
        {
            content.Append(end);
        }
    }
}
