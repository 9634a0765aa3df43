using System.Text;
using Microsoft.ML.Tokenizers;

namespace DiffusionCourse.Tokenization;

/// <summary>
/// CLIP's division of text into words, <c>'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+</c>, by code points: to .NET's
/// expressions a letter or digit beyond U+FFFF is two halves that are neither.
/// </summary>
internal sealed class ClipWords : PreTokenizer
{
    private static readonly string[] Endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Digit,
        Sign,
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Split(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Split(text);

    private static List<(int Offset, int Length)> Split(ReadOnlySpan<char> text)
    {
        var words = new List<(int, int)>();
        for (var from = 0; from < text.Length;)
        {
            var length = WordLength(text[from..], out var isWord);
            if (isWord)
            {
                words.Add((from, length));
            }

            from += length;
        }

        return words;
    }

    private static int WordLength(ReadOnlySpan<char> rest, out bool isWord)
    {
        isWord = true;
        foreach (var ending in Endings)
        {
            if (rest.StartsWith(ending, StringComparison.Ordinal))
            {
                return ending.Length;
            }
        }

        var kind = KindAt(rest, out var length);
        isWord = kind != Kind.Space;
        if (kind is Kind.Letter or Kind.Sign)
        {
            while (length < rest.Length && KindAt(rest[length..], out var next) == kind)
            {
                length += next;
            }
        }

        return length;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out var rune, out length);
        return Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Digit : Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Sign;
    }
}
