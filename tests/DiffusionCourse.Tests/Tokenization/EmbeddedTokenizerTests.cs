using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;

namespace DiffusionCourse.Tests.Tokenization;

public sealed class EmbeddedTokenizerTests
{
    private readonly ClipTokenizer tokenizer = ClipTokenizer.Load(ModelFolder.Open(ModelLocator.EmbeddedModel).Tokenizer);

    [Fact]
    public void An_empty_prompt_is_start_end_and_padding()
    {
        var empty = tokenizer.Encode("");
        Assert.Equal(2, empty.Length);
        Assert.Equal(tokenizer.StartId, empty.Ids[0]);
        Assert.All(empty.Ids.Skip(1), id => Assert.Equal(tokenizer.EndId, id));
        Assert.False(empty.WasCut);
        Assert.Null(empty.Notice);
    }

    [Fact]
    public void The_end_token_is_the_highest_id() => Assert.Equal(tokenizer.VocabularySize - 1, tokenizer.EndId);

    [Fact]
    public void A_course_prompt_is_whole_words()
    {
        var prompt = tokenizer.Encode("a red apple, flat style, blue background");
        Assert.Equal(
            ["<|startoftext|>", "a</w>", "red</w>", "apple</w>", ",</w>", "flat</w>", "style</w>", ",</w>", "blue</w>", "background</w>", "<|endoftext|>"],
            prompt.Tokens);
    }

    [Fact]
    public void Case_and_spaces_do_not_matter()
        => Assert.Equal(tokenizer.Encode("a red apple").Ids, tokenizer.Encode("  A \t Red\n APPLE ").Ids);

    [Fact]
    public void Unknown_words_fall_apart_into_bytes_and_never_fail()
    {
        var prompt = tokenizer.Encode("zyzzyva 猫 🦊");
        Assert.All(prompt.Ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
        Assert.True(prompt.TextTokens > 3);
    }

    [Fact]
    public void A_long_prompt_is_cut_before_the_end_token()
    {
        var prompt = tokenizer.Encode(string.Join(' ', Enumerable.Repeat("cat", 40)) + " penguin");
        Assert.True(prompt.WasCut);
        Assert.Equal(tokenizer.ContextLength, prompt.Length);
        Assert.Equal(tokenizer.EndId, prompt.Ids[^1]);
        Assert.EndsWith("penguin", prompt.CutText, StringComparison.Ordinal);
        Assert.Equal(41, prompt.TextTokens);
    }

    [Fact]
    public void Every_concept_is_within_the_context()
    {
        var prompts = ModelFolder.Open(ModelLocator.EmbeddedModel).Prompts;
        Assert.True(prompts.Concepts.Count >= 300);
        Assert.All(prompts.Concepts, concept => Assert.False(tokenizer.Encode($"a {concept}, stencil style, orange background").WasCut));
    }
}
