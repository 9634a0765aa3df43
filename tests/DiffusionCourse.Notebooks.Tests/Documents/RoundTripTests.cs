using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Tests.Documents;

/// <summary>A .dib file comes back from .ipynb byte for byte, whatever it holds.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "\n", "\r\n", "\n", "\r\n", "\r", "\r\r\n", "\u2028", "\u0085", "\f", "\u000B", " ", "\t", "\u00A0", "\uFEFF", "\u3000",
        "#!csharp", "#!markdown", "#!md", "#!c#", "#!cs", "#!fsharp", "#!f#", "#!html", "#!meta", "#!time", "#!CSHARP", "#!csharp ", "#!", "#!polyglot-notebook",
        "var x = 1;", "# Title", "text", "let y = 2", "\"", "\\", "{", "😀", "![x](attachment:a.png)", "`", "$", "<b>",
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Notebooks => [.. Directory.EnumerateFiles(Inputs.Folder, "*.dib", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Inputs.Folder, path))];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Of_a_file(string input) => AssertSame(File.ReadAllBytes(Inputs.At(input)));

    [Theory]
    [InlineData("#!csharp\nvar s = @\"a\r\nb\nc\";\r\n")]
    [InlineData("#!csharp\r\na\r\r\nb\r\n")]
    [InlineData("a\rb\n")]
    [InlineData("#!csharp\n\f\nx\n\u2028\n")]
    [InlineData("#!csharp\n#!cs\n1\n")]
    [InlineData("#!csharp\n#!fs\n1\n")]
    [InlineData("#!markdown\n\n#!csharp \ntext\n")]
    [InlineData("#!meta\n{\"defaultKernelName\":\"fsharp\",\"items\":[]}\n#!csharp\n1\nlet x = 1")]
    [InlineData("#!meta\r\n{\"kernelInfo\":{\"defaultKernelName\":\"fs\",\"items\":[{\"name\":\"fsharp\",\"aliases\":[\"fs\"]}]}}\n#!\r\nlet x = 1\r\n#!fs\r\nlet y = 2")]
    [InlineData("#!meta\n{\"kernelInfo\":{\"items\":[{\"name\":\"python\",\"aliases\":[\"py\",7]},{\"name\":\"\"}]}}\n#!py\nprint()\n#!python\n1\n#!\n")]
    [InlineData("#!meta\n{\"a\":1,\"a\":2,\"b\":NaN,\"c\":\"\\ud83d\"}\n#!csharp\n1\n")]
    [InlineData("#!meta\n\n#!meta\n\n1\n")]
    [InlineData("\uFEFF\uFEFF#!csharp\n1")]
    [InlineData("#!csharp\n1\n\n#!md\nx\n  ")]
    [InlineData("#!csharp\n\n\n#!markdown\n\n\n#!csharp\n")]
    [InlineData("#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"raw\",\"items\":[{\"name\":\"raw\"}]}}\n#!raw\nx\n\n#!raw\n\ny\n")]
    [InlineData("#!md\n# T\n#!markdown\n# U\n#!md\n")]
    public void Of_what_is_unusual(string dib) => AssertSame(System.Text.Encoding.UTF8.GetBytes(dib));

    [Fact]
    public void Of_anything()
    {
        var random = new Random(11);
        for (var round = 0; round < 1500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Pieces[random.Next(Pieces.Length)] + (random.Next(3) == 0 ? "\n" : "")));
            if (IsReadable(text))
            {
                AssertSame(System.Text.Encoding.UTF8.GetBytes(text));
            }
        }
    }

    [Fact]
    public void Only_CR_LF_and_LF_end_lines()
    {
        var path = _folder.Write("a.dib", "#!csharp\r\nvar s = @\"a\u2028b\u0085c\fd\re\";\r\ns\n");
        Assert.Equal("var s = @\"a\u2028b\u0085c\fd\re\";\ns", Assert.Single(NotebookFile.Read(path).Cells).Text);
        NotebookFile.Write(NotebookFile.Read(path), _folder["a.ipynb"]);
        Assert.Equal("var s = @\"a\u2028b\u0085c\fd\re\";\ns", Assert.Single(NotebookFile.Read(_folder["a.ipynb"]).Cells).Text);
    }

    [Fact]
    public void Of_a_cell_of_one_line_that_was_edited_to_several()
    {
        var document = DibFormat.Read("#!csharp\r\n\r\n\r\n1\r\n", "a.dib");
        NotebookFile.Write(document with { Cells = [Assert.Single(document.Cells) with { Text = "1\n2" }] }, _folder["a.ipynb"]);
        NotebookFile.Write(NotebookFile.Read(_folder["a.ipynb"]), _folder["a.dib"]);
        Assert.Equal("#!csharp\r\n\r\n\r\n1\r\n2\r\n", File.ReadAllText(_folder["a.dib"]));
    }

    [Fact]
    public void Code_of_ipynb_files_is_read_as_it_stands()
    {
        string[] texts = [.. NotebookFile.Read(Inputs.At("code-that-is-changed/separators.ipynb")).Cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => cell.Text)];
        Assert.Equal(["(int)@\"a\u2028b\"[1]", "\"a\fb\".Length"], texts);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What follows <c>#!meta</c> must be JSON.</summary>
    private static bool IsReadable(string text)
    {
        try
        {
            DibFormat.Read(text, "a.dib");
            return true;
        }
        catch (NotebookFormatException)
        {
            return false;
        }
    }

    private void AssertSame(byte[] dib)
    {
        File.WriteAllBytes(_folder["a.dib"], dib);
        NotebookFile.Write(NotebookFile.Read(_folder["a.dib"]), _folder["a.ipynb"]);
        NotebookFile.Write(NotebookFile.Read(_folder["a.ipynb"]), _folder["b.dib"]);
        Assert.Equal(Shown(dib), Shown(File.ReadAllBytes(_folder["b.dib"])));

        // What Jupyter writes after it has read the notebook is the same notebook.
        NotebookFile.Write(NotebookFile.Read(_folder["a.ipynb"]), _folder["b.ipynb"]);
        Assert.Equal(File.ReadAllText(_folder["a.ipynb"]), File.ReadAllText(_folder["b.ipynb"]));
    }

    private static string Shown(byte[] bytes) => string.Join(' ', System.Text.Encoding.UTF8.GetString(bytes).Select(character => character is >= ' ' and <= '~' ? character.ToString() : $"U+{(int)character:X4}"));
}
