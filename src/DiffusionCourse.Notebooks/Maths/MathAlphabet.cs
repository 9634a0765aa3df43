using System.Text;

namespace DiffusionCourse.Notebooks.Maths;

/// <summary>Maps letters and digits to the mathematical alphabets of Unicode, which is how MathML Core sets them.</summary>
internal static class MathAlphabet
{
    // Letters that Unicode had before it got the alphabets; their places there are empty.
    private static readonly Dictionary<(MathFont, char), string> Exceptions = new()
    {
        [(MathFont.Script, 'B')] = "ℬ", [(MathFont.Script, 'E')] = "ℰ", [(MathFont.Script, 'F')] = "ℱ", [(MathFont.Script, 'H')] = "ℋ",
        [(MathFont.Script, 'I')] = "ℐ", [(MathFont.Script, 'L')] = "ℒ", [(MathFont.Script, 'M')] = "ℳ", [(MathFont.Script, 'R')] = "ℛ",
        [(MathFont.Script, 'e')] = "ℯ", [(MathFont.Script, 'g')] = "ℊ", [(MathFont.Script, 'o')] = "ℴ",
        [(MathFont.DoubleStruck, 'C')] = "ℂ", [(MathFont.DoubleStruck, 'H')] = "ℍ", [(MathFont.DoubleStruck, 'N')] = "ℕ",
        [(MathFont.DoubleStruck, 'P')] = "ℙ", [(MathFont.DoubleStruck, 'Q')] = "ℚ", [(MathFont.DoubleStruck, 'R')] = "ℝ",
        [(MathFont.DoubleStruck, 'Z')] = "ℤ",
        [(MathFont.Fraktur, 'C')] = "ℭ", [(MathFont.Fraktur, 'H')] = "ℌ", [(MathFont.Fraktur, 'I')] = "ℑ", [(MathFont.Fraktur, 'R')] = "ℜ",
        [(MathFont.Fraktur, 'Z')] = "ℨ",
    };

    public static string Map(string text, MathFont font) => font is MathFont.Italic or MathFont.Upright
        ? text
        : string.Concat(text.EnumerateRunes().Select(rune => Map(rune, font)));

    private static string Map(Rune rune, MathFont font)
    {
        var value = rune.Value;
        if (value < 128 && Exceptions.TryGetValue((font, (char)value), out var exception))
        {
            return exception;
        }

        var (upper, lower, digit, greekUpper, greekLower) = font switch
        {
            MathFont.Bold => (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2),
            MathFont.BoldItalic => (0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736),
            MathFont.Script => (0x1D49C, 0x1D4B6, 0, 0, 0),
            MathFont.DoubleStruck => (0x1D538, 0x1D552, 0x1D7D8, 0, 0),
            MathFont.SansSerif => (0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0),
            MathFont.Typewriter => (0x1D670, 0x1D68A, 0x1D7F6, 0, 0),
            MathFont.Fraktur => (0x1D504, 0x1D51E, 0, 0, 0),
            _ => (0, 0, 0, 0, 0),
        };
        var mapped = value switch
        {
            >= 'A' and <= 'Z' when upper > 0 => upper + value - 'A',
            >= 'a' and <= 'z' when lower > 0 => lower + value - 'a',
            >= '0' and <= '9' when digit > 0 => digit + value - '0',
            >= 0x391 and <= 0x3A9 when greekUpper > 0 => greekUpper + value - 0x391,
            >= 0x3B1 and <= 0x3C9 when greekLower > 0 => greekLower + value - 0x3B1,
            0x3F5 when greekLower > 0 => greekLower + 27,  // ϵ
            0x3D5 when greekLower > 0 => greekLower + 29,  // ϕ
            _ => value,
        };
        return new Rune(mapped).ToString();
    }
}
