using System.Text;
using System.Text.Json;

namespace DiffusionCourse.Remote;

/// <summary>
/// What a server says of an error: {"error": text}, {"detail": text or list} where a body failed validation, or plain text.
/// </summary>
internal static class RestError
{
    public static string? TextOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return In(document.RootElement);
        }
        catch (JsonException)
        {
            // A proxy's page says in its markup what the status says already.
            var text = Encoding.UTF8.GetString(body).Trim();
            return text.StartsWith('<') ? null : text;
        }
    }

    private static string? In(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Array => string.Join("; ", element.EnumerateArray().Select(In).Where(text => text is not null)),
        JsonValueKind.Object when element.TryGetProperty("error", out var error) => In(error),
        JsonValueKind.Object when element.TryGetProperty("detail", out var detail) => In(detail),
        JsonValueKind.Object when element.TryGetProperty("message", out var message) => In(message),
        JsonValueKind.Object when element.TryGetProperty("msg", out var validation) => $"{In(validation)}{Place(element)}",
        _ => null,
    };

    // FastAPI says where in the body it found fault.
    private static string Place(JsonElement element)
        => element.TryGetProperty("loc", out var place) && place.ValueKind == JsonValueKind.Array
            ? $" ({string.Join('.', place.EnumerateArray().Select(part => part.ToString()))})" : "";
}
