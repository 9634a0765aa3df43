using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Tests.Documents;

public class DibFormatTests
{
    private const string Sample = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"name":"csharp"},{"name":"python"}]},"course":{"part":3}}

        #!markdown

        # Title

        Prose

        #!csharp

        var x = 1;

        x

        #!python

        print(1)

        """;

    [Fact]
    public void Cells_have_kind_language_text_and_line()
    {
        var cells = Read(Sample).Cells;
        Assert.Equal(
            [
                new NotebookCell(CellKind.Markdown, "markdown", "# Title\n\nProse", 7),
                new NotebookCell(CellKind.Code, "csharp", "var x = 1;\n\nx", 13),
                new NotebookCell(CellKind.Code, "python", "print(1)", 19),
            ],
            cells.Select(cell => new NotebookCell(cell.Kind, cell.Language, cell.Text, cell.Line)));
    }

    [Fact]
    public void Unknown_metadata_is_kept() => Assert.Equal(3, (int?)Read(Sample).Metadata!["course"]!["part"]);

    [Theory]
    [InlineData(Sample)]
    [InlineData("var x = 1;")]
    [InlineData("#!csharp\n\n\n\n#!csharp\nx\n#!markdown\n")]
    [InlineData("#!csharp\r\n\r\nvar x = 1;\r\ny\r\n\r\n\r\n#!markdown\r\nprose")]
    [InlineData("\uFEFF#!markdown\n\nText")]
    [InlineData("")]
    [InlineData("\n\n#!meta\n{}\n#!csharp\n1\n\n")]
    public void What_was_read_is_written_back_identically(string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder["notebook.dib"];
        File.WriteAllText(path, content);
        var before = File.ReadAllBytes(path);
        NotebookFile.Write(NotebookFile.Read(path), path);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_changed_cell_changes_its_own_text_only()
    {
        var document = Read(Sample);
        var changed = document with { Cells = [document.Cells[0], document.Cells[1] with { Text = "y" }, document.Cells[2]] };
        Assert.Equal(Sample.Replace("var x = 1;\n\nx", "y", StringComparison.Ordinal), DibFormat.Write(changed, "a.dib"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_cell_of_one_line_that_is_edited_to_several_has_the_line_ends_of_its_file(string end)
    {
        var document = Read($"#!csharp{end}{end}1{end}");
        var edited = document with { Cells = [document.Cells.Single() with { Text = "1\n2" }] };
        Assert.Equal($"#!csharp{end}{end}1{end}2{end}", DibFormat.Write(edited, "a.dib"));
    }

    [Fact]
    public void A_new_notebook_reads_back_as_it_was_made()
    {
        var document = new NotebookDocument { Cells = [NotebookCell.Create("markdown", "# A"), NotebookCell.Create("csharp", "1\n2")] };
        Assert.Equal(document.Cells.Select(cell => (cell.Language, cell.Text)), Read(DibFormat.Write(document, "a.dib")).Cells.Select(cell => (cell.Language, cell.Text)));
    }

    [Fact]
    public void Windows_line_ends_become_line_feeds_in_cells()
    {
        var document = Read("#!csharp\r\n\r\na\r\nb\r\n");
        Assert.Equal("a\nb", document.Cells.Single().Text);
        Assert.Equal("\r\n", document.LineEnd);
    }

    [Theory]
    [InlineData("#!CSharp")]
    [InlineData("#!csharp ")]
    [InlineData(" #!csharp")]
    [InlineData("#!cs")]
    [InlineData("#!time")]
    [InlineData("#!import x.dib")]
    public void Only_an_exact_marker_starts_a_cell(string line)
    {
        var cell = Read($"#!csharp\n1\n{line}\n2").Cells.Single();
        Assert.Equal($"1\n{line}\n2", cell.Text);
    }

    [Fact]
    public void A_marker_inside_a_string_splits_the_cell() =>
        Assert.Equal(2, Read("#!csharp\nvar s = \"\"\"\n#!markdown\n\"\"\";").Cells.Count);

    [Fact]
    public void Text_before_any_marker_belongs_to_the_default_language() =>
        Assert.Equal("fsharp", Read("#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\"}}\n#!fsharp\nlet x = 1").Cells.Single().Language);

    [Fact]
    public void The_title_is_the_first_heading_without_its_marks()
    {
        Assert.Equal("From C# to noise ε", Read("#!markdown\ntext\n\n## From **C#** to `noise` $ε$ ##\n").Title);
        Assert.Null(Read("#!csharp\n// # no heading").Title);
    }

    [Fact]
    public void Bad_metadata_names_its_line()
    {
        var exception = Assert.Throws<NotebookFormatException>(() => Read("#!meta\n\n{\n  \"a\": 1,\n  oops\n}\n#!csharp\n1"));
        Assert.StartsWith("test.dib, line 5: the #!meta block is not valid JSON.", exception.Message);
    }

    [Fact]
    public void Metadata_must_be_an_object() => Assert.Contains("must hold a JSON object", Assert.Throws<NotebookFormatException>(() => Read("#!meta\n[1]\n")).Message);

    private static NotebookDocument Read(string content) => DibFormat.Read(content, "test.dib");
}
