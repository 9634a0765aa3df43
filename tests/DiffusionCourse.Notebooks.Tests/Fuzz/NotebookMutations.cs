using System.Text;

namespace DiffusionCourse.Notebooks.Tests.Fuzz;

/// <summary>Notebooks that nobody wrote: cut, repeated, spliced from others, sprinkled with what is special to some reader.</summary>
internal sealed class NotebookMutations(IReadOnlyList<(string Name, byte[] Content)> seeds)
{
    private static readonly string[] Special =
    [
        "\n", "\r\n", "\r", "\u2028", "\u0085", "\f", "\uFEFF", "\0", "\ufffd", "😀", "\\ud83d", "\\u0000", "NaN", "-Infinity", "null", "{}", "[]", "\"\"", "1e999", "-1", "true",
        "#!csharp\n", "\n#!csharp\n", "\n#!markdown\n", "\n#!md\n", "\n#!html\n", "\n#!fsharp\n", "#!meta\n", "#!import x.dib\n", "#!import\n", "#!time\n", "#r \"x.dll\"\n", "#load \"x\"\n", "#r \"nuget:x\"\n",
        "$", "$$\n", "\\frac{", "\\left(", "\\begin{aligned}", "&", "\\\\", "^", "_", "{", "}", "\\sqrt[", "\\text{$}", "\\\\[4pt]",
        "![x](", "![x](data:image/png;base64,AA)", "[x](a.dib#b)", "[a]: <b c.png>\n", "<img src=\"", "<a href='x.dib'>", "<!--", "-->", "<script>", "</script>", "<style>", "attachment:a.png", "`", "```\n", "~~~\n", "> ", "- ", "| a | b |\n|---|---|\n", "[^1]", "[^1]: x\n", "# ", "===\n", "&amp;", "%00", "%",
        "\"\"\"", "$\"{", "$$\"\"\"", "@\"", "/*", "*/", "//", "/// <a>\n", "#if A\n", "#endif\n", "#region\n", "#line 5\n", "=>", "new", "typeof(", "is", "<", ">", "?", "?.", "using var x = y;", "await ", "dynamic x;", "field", "record A(A B);", "display(", "Console.Write(", "for(;;) display(1);", "object?[]",
        "\"cell_type\":\"raw\",", "\"cell_type\":\"code\",", "\"metadata\":5,", "\"source\":[1,null],", "\"outputs\":[{}],", "\"attachments\":{\"a.png\":{\"image/png\":[\"A\"]}},", "\"id\":\"a a\",", "\"diffusion_course\":{\"dib\":{\"before\":1,\"text\":\"x\"}},", "\"polyglot_notebook\":{\"items\":[]},", "\"nbformat\":3,",
    ];

    public (string Name, byte[] Content) Next(Random random)
    {
        var (name, content) = seeds[random.Next(seeds.Count)];
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            content = Edit(content, random);
        }

        // A text of one format under the name of the other is met, too.
        return (random.Next(40) == 0 ? Path.ChangeExtension(name, random.Next(2) == 0 ? ".dib" : ".ipynb") : name, content);
    }

    private byte[] Edit(byte[] content, Random random)
    {
        var at = random.Next(content.Length + 1);
        var length = random.Next(Math.Min(content.Length - at, 1 << random.Next(1, 11)) + 1);
        return random.Next(9) switch
        {
            0 => content[..at],
            1 => [.. content[..at], .. content[(at + length)..]],
            2 => [.. content[..at], .. Repeated(content[at..(at + length)], random), .. content[at..]],
            3 => Splice(content, at, random),
            4 => Flip(content, random),
            _ => [.. content[..at], .. Repeated(Encoding.UTF8.GetBytes(Special[random.Next(Special.Length)]), random), .. content[(random.Next(2) == 0 ? at : at + length)..]],
        };
    }

    /// <summary>Mostly once, sometimes often enough to nest deeply.</summary>
    private static byte[] Repeated(byte[] piece, Random random)
    {
        var times = random.Next(12) == 0 ? random.Next(2, Math.Max(3, 20_000 / Math.Max(1, piece.Length))) : 1;
        return [.. Enumerable.Repeat(piece, times).SelectMany(bytes => bytes)];
    }

    private byte[] Splice(byte[] content, int at, Random random)
    {
        var other = seeds[random.Next(seeds.Count)].Content;
        var from = random.Next(other.Length + 1);
        return [.. content[..at], .. other[from..(from + random.Next(other.Length - from + 1))], .. content[at..]];
    }

    private static byte[] Flip(byte[] content, Random random)
    {
        var flipped = (byte[])content.Clone();
        for (var count = random.Next(1, 4); count > 0 && flipped.Length > 0; count--)
        {
            flipped[random.Next(flipped.Length)] = (byte)random.Next(256);
        }

        return flipped;
    }
}
