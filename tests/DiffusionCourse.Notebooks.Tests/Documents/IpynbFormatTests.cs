using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Tests.Documents;

public class IpynbFormatTests
{
    private const string Minimal = """
        {"cells":[{"cell_type":"code","id":"a","metadata":{},"execution_count":2,"outputs":[{"output_type":"stream","name":"stdout","text":["1\n"]}],"source":["var x = 1;\n","\n","x"]},
        {"cell_type":"markdown","id":"b","metadata":{"tags":["t"]},"source":"# Title\n\nText"}],
        "metadata":{"kernelspec":{"display_name":"C#","language":"C#","name":"other"},"authors":[{"name":"A"}]},"nbformat":4,"nbformat_minor":5}
        """;

    [Fact]
    public void Cells_have_kind_language_and_text()
    {
        var cells = Read(Minimal).Cells;
        Assert.Equal([(CellKind.Code, "csharp", "var x = 1;\n\nx"), (CellKind.Markdown, "markdown", "# Title\n\nText")], cells.Select(cell => (cell.Kind, cell.Language, cell.Text)));
    }

    [Fact]
    public void What_was_read_is_written_back_with_its_outputs_ids_and_metadata()
    {
        var before = JsonNode.Parse(Minimal)!;
        var after = JsonNode.Parse(IpynbFormat.Write(Read(Minimal)))!;
        Assert.Equal("other", (string?)after["metadata"]!["kernelspec"]!["name"]);
        Assert.True(JsonNode.DeepEquals(before["metadata"]!["authors"], after["metadata"]!["authors"]));
        Assert.True(JsonNode.DeepEquals(before["cells"]![0]!["outputs"], after["cells"]![0]!["outputs"]));
        Assert.True(JsonNode.DeepEquals(before["cells"]![1], after["cells"]![1]));
        Assert.Equal(2, (int?)after["cells"]![0]!["execution_count"]);
        Assert.Equal("a", (string?)after["cells"]![0]!["id"]);
    }

    [Fact]
    public void A_code_cell_says_its_language_to_both_hosts()
    {
        var root = JsonNode.Parse(IpynbFormat.Write(DibFormat.Read("#!csharp\n\n1\n", "a.dib")))!;
        var metadata = root["cells"]![0]!["metadata"]!;
        Assert.Equal("csharp", (string?)metadata["dotnet_interactive"]!["language"]);
        Assert.Equal("csharp", (string?)metadata["polyglot_notebook"]!["kernelName"]);
        Assert.Equal("""{"display_name":".NET (C#)","language":"C#","name":".net-csharp"}""", root["metadata"]!["kernelspec"]!.ToJsonString());
        Assert.Equal((4, 5), ((int)root["nbformat"]!, (int)root["nbformat_minor"]!));
    }

    [Theory]
    [InlineData("#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"csharp\"}]},\"course\":{\"part\":3}}\n\n#!markdown\n\n# A\n\n#!csharp\n\nvar x = 1;\n")]
    [InlineData("#!meta\n{ \"z\": 1, \"a\": {} }\n#!csharp\nx\n\n\n#!csharp\n\n\n#!markdown\ny")]
    [InlineData("#!csharp\r\n\r\nvar x = 1;\r\ny\r\n\r\n\r\n#!markdown\r\nprose")]
    [InlineData("\uFEFFvar first = 1;\n\n#!html\n\n<b>x</b>\n\n#!fsharp\n\nlet y = 2\n")]
    [InlineData("")]
    public void From_dib_and_back_is_identical(string dib)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.dib"], dib);
        NotebookFile.Write(NotebookFile.Read(folder["a.dib"]), folder["a.ipynb"]);
        NotebookFile.Write(NotebookFile.Read(folder["a.ipynb"]), folder["b.dib"]);
        Assert.Equal(File.ReadAllBytes(folder["a.dib"]), File.ReadAllBytes(folder["b.dib"]));
    }

    [Fact]
    public void To_dib_and_back_keeps_the_sources()
    {
        var document = Read(Minimal);
        var back = DibFormat.Read(DibFormat.Write(document, "a.dib"), "a.dib");
        Assert.Equal(document.Cells.Select(cell => (cell.Language, cell.Text)), back.Cells.Select(cell => (cell.Language, cell.Text)));
    }

    [Fact]
    public void Ids_come_from_the_content_and_are_unique()
    {
        string[] Ids(string dib) => [.. JsonNode.Parse(IpynbFormat.Write(DibFormat.Read(dib, "a.dib")))!["cells"]!.AsArray().Select(cell => (string)cell!["id"]!)];
        var ids = Ids("#!csharp\n\n1\n\n#!csharp\n\n2\n\n#!csharp\n\n1\n");
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", id));
        Assert.Equal(ids, Ids("#!csharp\n\n1\n\n#!csharp\n\n2\n\n#!csharp\n\n1\n"));
        Assert.Equal(ids[1], Ids("#!markdown\n\nnew\n\n#!csharp\n\n2\n")[1]);
    }

    [Fact]
    public void A_cell_in_another_language_says_so_in_its_first_line_and_reads_back_without()
    {
        var text = IpynbFormat.Write(DibFormat.Read("#!csharp\n\n1\n\n#!html\n\n<p>x</p>\n", "a.dib"));
        Assert.Equal("#!html\n", (string?)JsonNode.Parse(text)!["cells"]![1]!["source"]![0]);
        var cell = Read(text).Cells[1];
        Assert.Equal(("html", "<p>x</p>"), (cell.Language, cell.Text));
    }

    [Fact]
    public void An_edited_cell_is_written_with_its_new_text()
    {
        var document = Read(Minimal);
        var edited = document with { Cells = [document.Cells[0] with { Text = "y" }, document.Cells[1]] };
        Assert.Equal("y", Read(IpynbFormat.Write(edited)).Cells[0].Text);
    }

    [Fact]
    public void An_attached_picture_becomes_part_of_the_prose_and_stays_attached_in_the_file()
    {
        var text = """{"cells":[{"cell_type":"markdown","metadata":{},"attachments":{"p.png":{"image/png":"AAAA"}},"source":["![p](attachment:p.png)"]}],"metadata":{},"nbformat":4,"nbformat_minor":4}""";
        Assert.Equal("![p](data:image/png;base64,AAAA)", Read(text).Cells[0].Text);
        Assert.Equal("AAAA", (string?)JsonNode.Parse(IpynbFormat.Write(Read(text)))!["cells"]![0]!["attachments"]!["p.png"]!["image/png"]);
    }

    [Theory]
    [InlineData("{\"cells\":[", "not valid JSON; it may be damaged or cut off")]
    [InlineData("[]", "a notebook is a JSON object")]
    [InlineData("{\"cells\":[]}", "names no nbformat")]
    [InlineData("{\"nbformat\":3,\"worksheets\":[]}", "nbformat 3; 4 can be read. Convert it with: jupyter nbconvert")]
    [InlineData("{\"nbformat\":4}", "no list of cells")]
    [InlineData("{\"nbformat\":4,\"cells\":[1]}", "cell 1: a cell must be a JSON object")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"odd\",\"source\":\"\"}]}", "cell 1: 'odd' is no type of cell")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\"}]}", "cell 1: the cell has no source")]
    public void A_damaged_file_is_refused_with_the_reason(string content, string reason) =>
        Assert.Contains(reason, Assert.Throws<NotebookFormatException>(() => Read(content)).Message);

    [Fact]
    public void A_line_that_would_end_a_cell_cannot_be_written_to_dib()
    {
        var raw = Read("""{"cells":[{"cell_type":"raw","metadata":{},"source":"#!csharp\nEnvironment.Exit(1);"}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        Assert.Contains("a.dib, cell 1, line 1: the line '#!csharp' would end the cell", Assert.Throws<NotebookFormatException>(() => DibFormat.Write(raw, "a.dib")).Message);
        var document = new NotebookDocument { Cells = [NotebookCell.Create("csharp", "var s = \"\"\"\n#!markdown\n\"\"\";")] };
        Assert.Contains("a.dib, cell 1, line 2: the line '#!markdown' would end the cell", Assert.Throws<NotebookFormatException>(() => DibFormat.Write(document, "a.dib")).Message);
    }

    private static NotebookDocument Read(string content) => IpynbFormat.Read(content, "test.ipynb");
}
