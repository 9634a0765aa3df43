using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DiffusionCourse.Tests.Cli;
using DiffusionCourse.Tokenization;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Tokenization;

/// <summary>Letters and digits beyond U+FFFF, and text that is no whole Unicode.</summary>
public sealed class CodePointTests(ClipVocabulary clip, ITestOutputHelper output) : IClassFixture<ClipVocabulary>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The ids of Hugging Face's tokenizers library.
    [Theory]
    [InlineData("\U0001D7D9\U0001D7DA\U0001D7DB", new[] { 6874, 253, 503, 6874, 253, 504, 6874, 253, 505 })]
    public void Digits_beyond_16_bits_have_the_ids_of_the_field(string text, int[] ids)
    {
        if (clip.Folder is null)
        {
            Assert.False(Integration.Required, clip.Obstacle);
            output.WriteLine($"Not tested: {clip.Obstacle}");
            return;
        }

        var encoded = ClipTokenizer.Load(clip.Folder).Encode(text);
        Assert.Equal(ids, encoded.Ids.Skip(1).Take(encoded.Length - 2));
    }

    // With a vocabulary of bytes alone, a word is its UTF-8 bytes, the last of them with the mark of its end.
    [Theory]
    [InlineData("\U00020BB7\u91CE", "\U00020BB7\u91CE")]
    [InlineData("\U0001D41Apple", "\U0001D41Apple")]
    [InlineData("\U0001D7CF\U0001D7D0", "\U0001D7CF", "\U0001D7D0")]
    [InlineData("\U0001F34E\U0001D41A", "\U0001F34E", "\U0001D41A")]
    [InlineData("a\U0001F34Eb", "a", "\U0001F34E", "b")]
    [InlineData("\U0001F34E\U0001F34F!? x", "\U0001F34E\U0001F34F!?", "x")]
    [InlineData("\U00010400b", "\U00010428b")]
    [InlineData("\U0001D7CF2a", "\U0001D7CF", "2", "a")]
    [InlineData("it's \U0001D41A're", "it", "'s", "\U0001D41A", "'re")]
    [InlineData("e\u0301\U0001D165", "\u00E9", "\U0001D165")]
    [InlineData("\U000E0100 \U0010FFFF", "\U000E0100", "\U0010FFFF")]
    [InlineData("a\uFFFEe\u0301\uFFFFb", "a", "\uFFFE", "\u00E9", "\uFFFF", "b")]
    public void Words_are_those_of_the_field(string text, params string[] words)
    {
        var encoded = Bytes().Encode(text);
        Assert.Equal(words.SelectMany(Ids), encoded.Ids.Skip(1).Take(encoded.Length - 2));
    }

    [Theory]
    [InlineData(@"a \uD83D b", "a", "\uFFFD", "b")]
    [InlineData(@"\uDC00", "\uFFFD")]
    [InlineData(@"\uD83D\uD83D\uDE00", "\uFFFD\U0001F600")]
    [InlineData(@"\uDE00\uD83D", "\uFFFD\uFFFD")]
    public void Half_a_pair_is_read_as_the_replacement_character(string escaped, params string[] words)
    {
        // Attributes cannot hold half a pair themselves.
        var encoded = Bytes().Encode(Regex.Unescape(escaped));
        Assert.Equal(words.SelectMany(Ids), encoded.Ids.Skip(1).Take(encoded.Length - 2));
    }

    [Fact]
    public void Any_text_has_ids()
    {
        var tokenizer = Bytes();
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 30).Select(_ => (char)random.Next(0x10000)));
            Assert.All(tokenizer.Encode(text).Ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
        }
    }

    [Fact]
    public void The_notice_of_a_long_text_shows_its_beginning()
    {
        var prompt = Bytes().Encode(string.Concat(Enumerable.Repeat("\U0001F34E x ", 5000)));
        Assert.InRange(prompt.Notice!.Length, 100, 300);
        Assert.Contains($"({prompt.TextTokens - 75} tokens) was cut", prompt.Notice, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(prompt.Notice)));
        Assert.Contains("\"b\" was cut", Bytes().Encode(string.Join(' ', Enumerable.Repeat("a", 75)) + " b").Notice, StringComparison.Ordinal);
    }

    private static IEnumerable<int> Ids(string word)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        return bytes.Select((value, i) => i == bytes.Length - 1 ? 256 + value : value);
    }

    // Ids are the bytes themselves, and from 256 on the same at a word's end.
    private ClipTokenizer Bytes()
    {
        var tokens = new Dictionary<string, int>();
        for (var value = 0; value < 256; value++)
        {
            var letter = Vocabulary.ByteLetter(value).ToString(CultureInfo.InvariantCulture);
            tokens[letter] = value;
            tokens[letter + "</w>"] = 256 + value;
        }

        tokens["<|startoftext|>"] = 512;
        tokens["<|endoftext|>"] = 513;
        File.WriteAllText(_folder.File("vocab.json"), JsonSerializer.Serialize(tokens));
        File.WriteAllText(_folder.File("merges.txt"), "#version: 0.2\n");
        return ClipTokenizer.Load(_folder.Path);
    }
}
