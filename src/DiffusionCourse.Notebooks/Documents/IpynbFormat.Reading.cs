using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Documents;

internal static partial class IpynbFormat
{
    public static NotebookDocument Read(string content, string path)
    {
        var root = Parse(content, path);
        RequireVersion(root, path);
        if (root["cells"] is not JsonArray cells)
        {
            throw new NotebookFormatException($"{path}: the notebook has no list of cells.");
        }

        var metadata = Member(root, "metadata") ?? [];
        var layout = DibLayout.Read(Member(Member(metadata, Own), DibLayout.Key));
        var meta = ReadMeta(metadata, layout.Header);
        var kernels = new KernelNames(meta);
        var language = DefaultLanguage(meta, metadata, kernels);
        return new NotebookDocument
        {
            Metadata = meta,
            DefaultLanguage = language,
            LineEnd = layout.LineEnd,
            HasByteOrderMark = layout.HasByteOrderMark,
            Header = layout.Header ?? DibLayout.CanonicalHeader(meta),
            Footer = layout.Footer,
            Jupyter = metadata.DeepClone() as JsonObject,
            Cells = [.. cells.Select((cell, index) => ReadCell(cell, index + 1, language, kernels, path))],
        };
    }

    /// <summary>What is kept as the block of a .dib file is that block, whatever it looks like.</summary>
    private static JsonObject? ReadMeta(JsonObject metadata, string? header) =>
        Member(metadata, Polyglot) is { } kept && header is not null && JsonNode.DeepEquals(DibFormat.MetadataOf(header), kept)
            ? (JsonObject)kept.DeepClone()
            : MetaOf(metadata);

    private static NotebookCell ReadCell(JsonNode? node, int number, string defaultLanguage, KernelNames kernels, string path)
    {
        var cell = node as JsonObject ?? throw new NotebookFormatException($"{path}, cell {number}: a cell must be a JSON object.");
        var type = Text(cell, "cell_type");
        if (type is not ("code" or "markdown" or "raw"))
        {
            throw new NotebookFormatException($"{path}, cell {number}: '{type}' is no type of cell; code, markdown and raw are.");
        }

        if (cell["source"] is not (JsonArray or JsonValue))
        {
            throw new NotebookFormatException($"{path}, cell {number}: the cell has no source.");
        }

        var (metadata, source) = (Member(cell, "metadata"), SourceOf(cell));
        var layout = Member(Member(metadata, Own), DibLayout.Key);
        var (language, text) = Interpret(type, source, metadata, defaultLanguage, kernels);
        var before = DibLayout.ReadCell(layout, language, text);
        if (DibLayout.ReadText(layout) is { } kept)
        {
            var (named, _) = Interpret(type, "", metadata, defaultLanguage, kernels);
            if (SourceFor(named, LineEnds.ToLineFeeds(kept), defaultLanguage) == source)
            {
                (language, text) = (named, LineEnds.ToLineFeeds(kept));
                before = before is null ? null : before with { Language = language, Text = kept };
            }
        }

        try
        {
            text = language == NotebookCell.Markdown ? Attachments.Embed(text, Member(cell, "attachments")) : text;
        }
        catch (ProseException exception)
        {
            throw new NotebookFormatException($"{path}, cell {number}: {exception.Message}", exception);
        }

        var read = NotebookCell.Create(language, text);
        read = type == "raw" ? read with { Kind = CellKind.Raw } : read;
        return read with
        {
            Jupyter = cell.DeepClone() as JsonObject,
            JupyterText = type == TypeOf(read.Kind) ? text : null,
            Source = before,
            RawFormat = type == "raw" ? RawFormatOf(metadata) : null,
        };
    }

    // nbformat calls it format; Jupyter's own programs write the other one.
    private static string? RawFormatOf(JsonObject? metadata) =>
        (Text(metadata, "raw_mimetype") ?? Text(metadata, "format"))?.Trim() is { Length: > 0 } format ? format : null;

    private static string TypeOf(CellKind kind) => kind.ToString().ToLowerInvariant();

    private static JsonObject Parse(string content, string path)
    {
        try
        {
            return NotebookJson.Parse(content.TrimStart('\uFEFF')) as JsonObject
                ?? throw new NotebookFormatException($"{path}: a notebook is a JSON object, and this is none.");
        }
        catch (JsonException exception)
        {
            var reason = exception.Message.Split(" LineNumber:")[0];
            var line = $"{path}, line {(exception.LineNumber ?? 0) + 1}";
            throw new NotebookFormatException(
                reason.Contains("maximum configured depth", StringComparison.Ordinal)
                    ? $"{line}: the notebook's JSON is nested more than {NotebookJson.DepthLimit} deep."
                    : $"{line}: the notebook is not valid JSON; it may be damaged or cut off. {reason}",
                exception);
        }
    }

    private static void RequireVersion(JsonObject root, string path)
    {
        var version = root["nbformat"] is JsonValue value && value.TryGetValue(out int number) ? number : 0;
        if (version != 4)
        {
            throw new NotebookFormatException(version == 0
                ? $"{path}: the file names no nbformat, so it is no Jupyter notebook."
                : $"{path}: the notebook has nbformat {version}; 4 can be read. Convert it with: jupyter nbconvert --to notebook "
                    + $"--nbformat 4 {Path.GetFileName(path)}");
        }
    }
}
