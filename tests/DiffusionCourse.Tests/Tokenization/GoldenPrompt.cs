using System.Text.Json;

namespace DiffusionCourse.Tests.Tokenization;

/// <summary>One case of Golden/tokenizer.json: a text and the ids that the variant followed here gives it.</summary>
internal sealed record GoldenPrompt(int Id, string Text, int[] Ids)
{
    // Where the fast tokenizer differs from OpenAI's, the file lists it apart.
    private const string Followed = "hf_fast_emulated";

    public static IEnumerable<GoldenPrompt> All()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "tokenizer.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(Read)];
    }

    private static GoldenPrompt Read(JsonElement entry)
    {
        var differs = entry.TryGetProperty("variants", out var variants) && variants.TryGetProperty(Followed, out _);
        var ids = differs ? variants.GetProperty(Followed) : entry.GetProperty("ids");
        return new(entry.GetProperty("id").GetInt32(), entry.GetProperty("text").GetString()!, [.. ids.EnumerateArray().Select(id => id.GetInt32())]);
    }
}
