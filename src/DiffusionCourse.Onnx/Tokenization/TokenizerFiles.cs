using DiffusionCourse.Models;

namespace DiffusionCourse.Tokenization;

/// <summary>What a tokenizer folder states: vocabulary, merges, special tokens, context length.</summary>
internal sealed record TokenizerFiles(
    Vocabulary Vocabulary, string MergesPath, string StartToken, string EndToken, int StartId, int EndId, int PaddingId, int ContextLength)
{
    // transformers writes 1e30 where no limit is known.
    private const double LargestContext = 4096;

    public static TokenizerFiles Read(string folder, int contextLength)
    {
        var vocabulary = Vocabulary.Read(folder);
        var merges = ModelFolder.RequireFile(folder, "merges.txt", "the tokenizer's merges");
        var config = TokenizerConfig.Read(Path.Combine(folder, "tokenizer_config.json"));
        var special = TokenizerConfig.Read(Path.Combine(folder, "special_tokens_map.json"));

        var start = Token("bos_token") ?? "<|startoftext|>";
        var end = Token("eos_token") ?? "<|endoftext|>";
        var padding = Token("pad_token") ?? end;
        return new(
            vocabulary, merges, start, end, Id(start), Id(end), Id(padding),
            config?.Length("model_max_length", LargestContext) ?? contextLength);

        string? Token(string name) => special?.Token(name) ?? config?.Token(name);

        int Id(string token) => vocabulary.TryGetId(token, out var id) ? id
            : throw new ModelException(
                $"'{vocabulary.Path}' has no id for the token '{token}', which special_tokens_map.json or tokenizer_config.json names. "
                    + "Fetch the model again.");
    }
}
