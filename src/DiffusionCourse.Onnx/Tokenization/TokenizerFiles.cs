using System.Text.Json;
using DiffusionCourse.Models;

namespace DiffusionCourse.Tokenization;

/// <summary>What a tokenizer folder states: paths, special tokens, context length.</summary>
internal sealed record TokenizerFiles(
    string VocabularyPath, string MergesPath, string StartToken, string EndToken, int StartId, int EndId, int PaddingId, int ContextLength)
{
    // transformers writes 1e30 where no limit is known.
    private const double LargestContext = 4096;

    public static TokenizerFiles Read(string folder, int contextLength)
    {
        string vocabulary = ModelFolder.RequireFile(folder, "vocab.json", "the tokenizer's vocabulary");
        string merges = ModelFolder.RequireFile(folder, "merges.txt", "the tokenizer's merges");
        using var config = ModelFolder.ReadJson(Path.Combine(folder, "tokenizer_config.json"));
        using var special = ModelFolder.ReadJson(Path.Combine(folder, "special_tokens_map.json"));
        using var ids = ModelFolder.ReadJson(vocabulary) ?? throw new ModelException($"'{vocabulary}' is empty.");

        string start = Token("bos_token") ?? "<|startoftext|>";
        string end = Token("eos_token") ?? "<|endoftext|>";
        string padding = Token("pad_token") ?? end;
        if (config?.RootElement.TryGetProperty("model_max_length", out var length) == true
            && length.ValueKind == JsonValueKind.Number && length.TryGetDouble(out double stated) && stated is >= 3 and <= LargestContext)
        {
            contextLength = (int)stated;
        }

        return new(vocabulary, merges, start, end, Id(start), Id(end), Id(padding), contextLength);

        string? Token(string name) => Text(special, name) ?? Text(config, name);

        int Id(string token) => ids.RootElement.TryGetProperty(token, out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out int number) ? number
            : throw new ModelException($"'{vocabulary}' has no id for the token '{token}', which special_tokens_map.json or tokenizer_config.json names. Fetch the model again.");
    }

    // A special token is written as a string, or as an object with "content".
    private static string? Text(JsonDocument? document, string name)
    {
        if (document is null || !document.RootElement.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Object when value.TryGetProperty("content", out var content) => content.GetString(),
            _ => null,
        };
    }
}
