using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Pictures that lie in the notebook itself: they become part of the prose, which no other format can hold apart.</summary>
internal static class Attachments
{
    private const string Scheme = "attachment:";

    /// <exception cref="ProseException">The prose cannot be read.</exception>
    public static string Embed(string markdown, JsonObject? attachments) =>
        attachments is null || !markdown.Contains(Scheme, StringComparison.OrdinalIgnoreCase)
            ? markdown
            : MarkdownAddresses.Rewrite(markdown, address => DataOf(address.Url, attachments) ?? address.Url);

    private static string? DataOf(string url, JsonObject attachments)
    {
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // Jupyter writes a name with blanks as %20 in the text, and as it is among the attachments.
        var name = url[Scheme.Length..];
        var bundle = NotebookJson.Member(attachments, name) ?? NotebookJson.Member(attachments, Uri.UnescapeDataString(name));
        return bundle?.Where(entry => entry.Key.StartsWith("image/", StringComparison.Ordinal)).Concat(bundle)
            .Select(entry => TextOf(entry.Value) is { } data ? DataUri(entry.Key, data) : null).FirstOrDefault(uri => uri is not null);
    }

    private static string DataUri(string type, string data)
    {
        // A drawing may stand there as its text.
        var content = data.TrimStart().StartsWith('<')
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes(data))
            : string.Concat(data.Where(character => !char.IsWhiteSpace(character)));
        return $"data:{type};base64,{content}";
    }

    private static string? TextOf(JsonNode? node) => node switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonArray lines => string.Concat(
            lines.OfType<JsonValue>().Where(line => line.GetValueKind() == JsonValueKind.String).Select(line => line.GetValue<string>())),
        _ => null,
    };
}
