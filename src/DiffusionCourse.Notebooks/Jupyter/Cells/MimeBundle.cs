using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>An output in all the forms that it has: a client takes the richest that it can show.</summary>
internal static class MimeBundle
{
    private const string Plain = "text/plain";

    public static JsonObject Of(CellOutput output)
    {
        var bundle = new JsonObject { [output.MimeType] = ContentOf(output.MimeType, output.Content) };
        if (output.PlainText is { } text && output.MimeType != Plain)
        {
            bundle[Plain] = text;
        }

        return bundle;
    }

    public static JsonObject Of(string? plain, string? html)
    {
        var bundle = new JsonObject();
        if (plain is not null)
        {
            bundle[Plain] = plain;
        }

        if (html is not null)
        {
            bundle["text/html"] = html;
        }

        return bundle;
    }

    /// <summary>JSON types go as JSON, all others as text.</summary>
    private static JsonNode? ContentOf(string mimeType, string content)
    {
        if (mimeType != "application/json" && !mimeType.EndsWith("+json", StringComparison.Ordinal))
        {
            return content;
        }

        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            return content;
        }
    }
}
