namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>The protocol counts positions in Unicode code points, C# in UTF-16 code units.</summary>
internal static class CodePoints
{
    /// <summary>The index in a string of the code point with that number; the end where there are fewer.</summary>
    public static int ToIndex(string text, int codePoints)
    {
        var index = 0;
        for (var count = 0; count < codePoints && index < text.Length; count++)
        {
            index += char.IsSurrogatePair(text, index) ? 2 : 1;
        }

        return index;
    }

    /// <summary>How many code points stand before an index.</summary>
    public static int FromIndex(string text, int index)
    {
        var count = 0;
        for (var at = 0; at < index && at < text.Length; count++)
        {
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        }

        return count;
    }
}
