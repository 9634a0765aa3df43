using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;

namespace DiffusionCourse.Tests.Tokenization;

public sealed class EmbeddedTokenizerTests
{
    private readonly ClipTokenizer _tokenizer = ClipTokenizer.Load(ModelFolder.Open(ModelLocator.EmbeddedModel).Tokenizer);

    [Fact]
    public void An_empty_prompt_is_start_end_and_padding()
    {
        var empty = _tokenizer.Encode("");
        Assert.Equal(2, empty.Length);
        Assert.Equal(_tokenizer.StartId, empty.Ids[0]);
        Assert.All(empty.Ids.Skip(1), id => Assert.Equal(_tokenizer.EndId, id));
        Assert.False(empty.WasCut);
        Assert.Null(empty.Notice);
    }

    [Fact]
    public void The_end_token_is_the_highest_id() => Assert.Equal(_tokenizer.VocabularySize - 1, _tokenizer.EndId);

    [Fact]
    public void A_course_prompt_is_whole_words()
    {
        var prompt = _tokenizer.Encode("a red apple, flat style, blue background");
        Assert.Equal(
            ["<|startoftext|>", "a</w>", "red</w>", "apple</w>", ",</w>", "flat</w>", "style</w>", ",</w>", "blue</w>", "background</w>", "<|endoftext|>"],
            prompt.Tokens);
    }

    [Fact]
    public void Case_and_spaces_do_not_matter()
        => Assert.Equal(_tokenizer.Encode("a red apple").Ids, _tokenizer.Encode("  A \t Red\n APPLE ").Ids);

    [Fact]
    public void Unknown_words_fall_apart_into_bytes_and_never_fail()
    {
        var prompt = _tokenizer.Encode("zyzzyva 猫 🦊");
        Assert.All(prompt.Ids, id => Assert.InRange(id, 0, _tokenizer.VocabularySize - 1));
        Assert.True(prompt.TextTokens > 3);
    }

    [Fact]
    public void A_long_prompt_is_cut_before_the_end_token()
    {
        var prompt = _tokenizer.Encode(string.Join(' ', Enumerable.Repeat("cat", 40)) + " penguin");
        Assert.True(prompt.WasCut);
        Assert.Equal(_tokenizer.ContextLength, prompt.Length);
        Assert.Equal(_tokenizer.EndId, prompt.Ids[^1]);
        Assert.EndsWith("penguin", prompt.CutText, StringComparison.Ordinal);
        Assert.Equal(41, prompt.TextTokens);
    }

    [Fact]
    public void Every_concept_is_within_the_context()
    {
        var prompts = ModelFolder.Open(ModelLocator.EmbeddedModel).Prompts;
        Assert.True(prompts.Concepts.Count >= 200);
        Assert.All(prompts.Concepts, concept => Assert.False(_tokenizer.Encode($"a {concept}, stencil style, orange background").WasCut));
    }
}
