using DiffusionCourse.Tokenization;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Tokenization;

public sealed class ClipTokenizerTests(ClipVocabulary vocabulary, ITestOutputHelper output) : IClassFixture<ClipVocabulary>
{
    [Fact]
    public void Gives_the_ids_of_the_fast_tokenizer_on_every_golden_prompt()
    {
        if (Load() is not { } tokenizer)
        {
            return;
        }

        var prompts = GoldenPrompt.All().ToArray();
        Assert.True(prompts.Length >= 50);
        foreach (var prompt in prompts)
        {
            var encoded = tokenizer.Encode(prompt.Text);
            Assert.Equal(Padded(prompt.Ids), encoded.Ids);
            Assert.Equal(prompt.Ids.Length > 77, encoded.WasCut);
        }
    }

    [Fact]
    public void Reads_sizes_and_special_tokens_from_the_files()
    {
        if (Load() is not { } tokenizer)
        {
            return;
        }

        Assert.Equal((49408, 49406, 49407, 49407, 77), (tokenizer.VocabularySize, tokenizer.StartId, tokenizer.EndId, tokenizer.PaddingId, tokenizer.ContextLength));
    }

    // Stable Diffusion cuts before the end token and keeps that.
    private static int[] Padded(int[] ids)
    {
        var kept = ids.Length > 77 ? [.. ids.Take(76), 49407] : ids;
        return [.. kept, .. Enumerable.Repeat(49407, 77 - kept.Length)];
    }

    private ClipTokenizer? Load()
    {
        if (vocabulary.Folder is { } folder)
        {
            return ClipTokenizer.Load(folder);
        }

        Assert.False(Integration.Required, vocabulary.Obstacle);
        output.WriteLine($"Not tested: {vocabulary.Obstacle}");
        return null;
    }
}
