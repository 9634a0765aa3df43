using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Tests.Documents;

/// <summary>What only Jupyter's cells have: ids, attached pictures, raw text.</summary>
public sealed class JupyterCellsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Ids_that_the_format_forbids_are_replaced_and_the_others_stay()
    {
        var ids = Ids(NotebookFile.Read(Inputs.At("ids-of-cells/ids.ipynb")));
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", id));
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Of_two_cells_with_one_id_the_first_keeps_it()
    {
        var path = _folder.Write("a.ipynb", Notebook("""{"cell_type":"markdown","id":"a","metadata":{},"source":"1"}""", """{"cell_type":"markdown","id":"a","metadata":{},"source":"2"}""", """{"cell_type":"markdown","id":"b c","metadata":{},"source":"3"}""", """{"cell_type":"markdown","id":7,"metadata":{},"source":"4"}"""));
        var ids = Ids(NotebookFile.Read(path));
        Assert.Equal("a", ids[0]);
        Assert.Equal(4, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("title.ipynb")]
    [InlineData("space.ipynb")]
    [InlineData("lines.ipynb")]
    [InlineData("tag.ipynb")]
    public void Attached_pictures_are_part_of_the_prose(string input)
    {
        var text = NotebookFile.Read(Inputs.At($"attached-pictures/{input}")).Cells[0].Text;
        Assert.Contains("data:image/png;base64,iVBORw0KGgo", text);
        Assert.DoesNotContain("attachment:", text);
    }

    [Theory]
    [InlineData("![x][p]\\n\\n[p]: attachment:a.png 'title'")]
    [InlineData("![x](<attachment:a.png>)")]
    [InlineData("<IMG alt='x' SRC=attachment:a.png>")]
    [InlineData("> | a |\\n> |---|\\n> | ![x](attachment:a.png) |")]
    [InlineData("[![x](attachment:a.png)](attachment:a.png)")]
    public void So_are_those_that_are_named_otherwise(string source)
    {
        var path = _folder.Write("a.ipynb", Notebook("""{"cell_type":"markdown","metadata":{},"source":"SOURCE","attachments":{"a.png":{"image/png":["QUJ\n","D\n"]}}}""".Replace("SOURCE", source)));
        var text = NotebookFile.Read(path).Cells[0].Text;
        Assert.Contains("data:image/png;base64,QUJD", text);
        Assert.DoesNotContain("attachment:", text);
        var written = JsonNode.Parse(NotebookFile.ToText(NotebookFile.Read(path), "b.ipynb"))!["cells"]![0]!;
        Assert.Contains("attachment:a.png", (string?)written["source"]);
        Assert.NotNull(written["attachments"]);
    }

    [Fact]
    public void In_code_the_word_attachment_is_text()
    {
        var path = _folder.Write("a.ipynb", Notebook("""{"cell_type":"markdown","metadata":{},"source":"`![x](attachment:a.png)`","attachments":{"a.png":{"image/png":"QUJD"}}}"""));
        Assert.Equal("`![x](attachment:a.png)`", NotebookFile.Read(path).Cells[0].Text);
    }

    [Fact]
    public void Raw_cells_are_neither_prose_nor_code()
    {
        var cells = NotebookFile.Read(Inputs.At("raw-cells/raw.ipynb")).Cells;
        Assert.Equal([(CellKind.Markdown, null), (CellKind.Raw, "text/latex"), (CellKind.Raw, null)], cells.Select(cell => (cell.Kind, cell.RawFormat)));
    }

    [Fact]
    public void A_dib_has_raw_text_verbatim_and_nothing_of_what_is_for_another_format()
    {
        var dib = NotebookFile.ToText(NotebookFile.Read(Inputs.At("raw-cells/raw.ipynb")), "a.dib");
        Assert.Contains("```\nplain *stars*\n```", dib);
        Assert.DoesNotContain("quote", dib);
    }

    [Theory]
    [InlineData("text/html", "<b>x</b>", "html", "<b>x</b>")]
    [InlineData("text/markdown", "# x", "markdown", "# x")]
    [InlineData("", "a ```` b", "markdown", "`````\na ```` b\n`````")]
    public void A_raw_cell_for_a_format_that_the_dib_has_becomes_that(string format, string source, string language, string text)
    {
        var path = _folder.Write("a.ipynb", Notebook($$$"""{"cell_type":"raw","metadata":{"format":"{{{format}}}"},"source":"{{{source}}}"}"""));
        NotebookFile.Write(NotebookFile.Read(path), _folder["b.dib"]);
        Assert.Equal([(language, text)], NotebookFile.Read(_folder["b.dib"]).Cells.Select(cell => (cell.Language, cell.Text)));
        Assert.Equal("raw", (string?)JsonNode.Parse(NotebookFile.ToText(NotebookFile.Read(path), "b.ipynb"))!["cells"]![0]!["cell_type"]);
    }

    public void Dispose() => _folder.Dispose();

    private static string Notebook(params string[] cells) => $$$"""{"cells":[{{{string.Join(',', cells)}}}],"metadata":{},"nbformat":4,"nbformat_minor":5}""";

    private static string[] Ids(NotebookDocument document) => [.. JsonNode.Parse(NotebookFile.ToText(document, "a.ipynb"))!["cells"]!.AsArray().Select(cell => (string)cell!["id"]!)];
}
