using System.Text.Json;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Notebooks.Linting;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Tests.Documents;

/// <summary>JSON that Python writes and reads, and what people make of metadata.</summary>
public sealed class NotebookJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"x\uDE00y"}""", """{"a":"x\ufffdy"}""")]
    [InlineData("""{"a":"\ud83d\ude00\ud83d"}""", """{"a":"\ud83d\ude00\ufffd"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"a":"\\ud83d"}""", """{"a":"\\ud83d"}""")]
    [InlineData("""{"\udc00":1}""", """{"\ufffd":1}""")]
    [InlineData("""[NaN,Infinity,-Infinity,"NaN Infinity",-1]""", """[null,null,null,"NaN Infinity",-1]""")]
    [InlineData("""{"a":1,"b":2,"a":{"c":3,"c":4}}""", """{"a":{"c":4},"b":2}""")]
    public void It_is_read_as_Python_reads_it(string json, string same) =>
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(same), NotebookJson.Parse(json)), NotebookJson.Parse(json)?.ToJsonString());

    [Theory]
    [InlineData("{\"a\":NaNs}")]
    [InlineData("{\"a\":\"\\ud83")]
    [InlineData("{\"a\":\"\\")]
    [InlineData("[--Infinity]")]
    public void What_is_no_JSON_stays_none(string json) => Assert.ThrowsAny<JsonException>(() => NotebookJson.Parse(json));

    [Theory]
    [InlineData("half-of-a-surrogate-pair/source.ipynb")]
    [InlineData("half-of-a-surrogate-pair/output.ipynb")]
    [InlineData("own-metadata-of-another-type/edited.ipynb")]
    [InlineData("keys-twice/twice.ipynb")]
    [InlineData("keys-twice/twice.dib")]
    [InlineData("nan-in-json/nan.ipynb")]
    public async Task Such_notebooks_are_read_exported_and_checked(string input)
    {
        var path = Inputs.At(input);
        NotebookLint.Check(path, new LintOptions());
        foreach (var format in (ExportFormat[])[ExportFormat.Html, ExportFormat.Ipynb, ExportFormat.Dib])
        {
            var file = Assert.Single(await NotebookExport.RunAsync([path], new ExportOptions { Format = format, OutputFolder = _folder[format.ToString()] }));
            Assert.True(File.Exists(file.Target));
        }
    }

    [Fact]
    public void Half_of_an_emoji_is_the_replacement_character() =>
        Assert.Contains('\uFFFD', NotebookFile.Read(Inputs.At("half-of-a-surrogate-pair/source.ipynb")).Cells.Single(cell => cell.Kind == CellKind.Code).Text);

    [Theory]
    [InlineData("""{"dib":5}""")]
    [InlineData("""{"dib":{"header":1,"footer":"no blank line","line_end":"\r"}}""")]
    [InlineData("[1]")]
    public void Own_metadata_that_were_edited_change_no_text(string own)
    {
        var path = _folder.Write("a.ipynb", $$$"""{"cells":[{"cell_type":"code","metadata":{"diffusion_course":{{{own}}}},"source":"1 + 1","outputs":[],"execution_count":null}],"metadata":{"diffusion_course":{{{own}}}},"nbformat":4,"nbformat_minor":5}""");
        Assert.Equal("#!csharp\n\n1 + 1\n", NotebookFile.ToText(NotebookFile.Read(path), "a.dib"));
    }

    [Fact]
    public void Layout_that_was_edited_into_a_cell_is_passed_over()
    {
        var path = _folder.Write("a.ipynb", """{"cells":[{"cell_type":"code","metadata":{"diffusion_course":{"dib":{"before":"#!csharp\nevil();\n","after":"more();\n"}}},"source":"1 + 1"}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        Assert.Equal("#!csharp\n\n1 + 1\n", NotebookFile.ToText(NotebookFile.Read(path), "a.dib"));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Nesting_is_read_to_a_depth_that_nobody_reaches(int depth)
    {
        var path = _folder.Write("a.ipynb", $"{{\"cells\":[],\"metadata\":{{\"x\":{new string('[', depth)}{new string(']', depth)}}},\"nbformat\":4}}");
        if (depth < NotebookJson.DepthLimit)
        {
            Assert.Contains("[[[", NotebookFile.ToText(NotebookFile.Read(path), "a.ipynb").Replace("\n", "").Replace(" ", ""));
            return;
        }

        var error = Assert.Throws<NotebookFormatException>(() => NotebookFile.Read(path));
        Assert.Equal($"{path}, line 1: the notebook's JSON is nested more than {NotebookJson.DepthLimit} deep.", error.Message);
    }

    public void Dispose() => _folder.Dispose();
}
