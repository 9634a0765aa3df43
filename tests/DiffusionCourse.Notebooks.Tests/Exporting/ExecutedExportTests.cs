using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Tests.Exporting;

public sealed class ExecutedExportTests : IDisposable
{
    private const string Cells = """
        #!markdown

        # Title

        #!csharp

        Console.WriteLine("one\ntwo");
        var shown = HTML("<b>first</b>").Display();
        shown.Update(HTML("<b>last</b>"));
        6 * 7

        #!csharp

        throw new InvalidOperationException("on purpose");

        #!csharp

        1

        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_cells_show_is_kept_in_the_forms_of_nbformat()
    {
        var file = await ExportAsync(_folder.Write("a.dib", Cells), ExportFormat.Ipynb);
        Assert.Equal((ExportOutcome.Written, RunStatus.Failed), (file.Outcome, file.Run!.Status));
        var cells = JsonNode.Parse(File.ReadAllText(_folder["a.ipynb"]))!["cells"]!.AsArray();
        var outputs = cells[1]!["outputs"]!.AsArray();
        Assert.Equal(["stream", "display_data", "execute_result"], outputs.Select(output => (string?)output!["output_type"]));
        Assert.Equal("""["one\n","two\n"]""", outputs[0]!["text"]!.ToJsonString());
        Assert.Equal("<b>last</b>", (string?)outputs[1]!["data"]!["text/html"]![0]);
        Assert.Equal(("42", 1), ((string?)outputs[2]!["data"]!["text/plain"]![0], (int?)outputs[2]!["execution_count"]));
        var error = cells[2]!["outputs"]![0]!;
        Assert.Equal(("error", "InvalidOperationException", "on purpose"), ((string?)error["output_type"], (string?)error["ename"], (string?)error["evalue"]));
        Assert.Empty(cells[3]!["outputs"]!.AsArray());
        Assert.Null(cells[3]!["execution_count"]);
    }

    [Fact]
    public async Task Running_again_replaces_the_outputs_and_a_page_shows_what_the_file_holds()
    {
        var path = _folder.Write("a.dib", "#!markdown\n\n# Title\n\n[b](b.dib)\n\n#!csharp\n\nEnvironment.GetEnvironmentVariable(\"WHICH\")\n");
        await ExportAsync(path, ExportFormat.Ipynb, which: "first");
        var again = await ExportAsync(path, ExportFormat.Ipynb, which: "second");
        Assert.Equal(ExportOutcome.Written, again.Outcome);
        Assert.Contains("second", File.ReadAllText(_folder["a.ipynb"]));
        Assert.DoesNotContain("first", File.ReadAllText(_folder["a.ipynb"]));

        var page = Assert.Single(await NotebookExport.RunAsync([_folder["a.ipynb"]], new ExportOptions { Format = ExportFormat.Html }));
        Assert.Null(page.Run);
        var html = File.ReadAllText(_folder["a.html"]);
        Assert.Contains("<pre>second</pre>", html);
        Assert.DoesNotContain("class=\"chip", html);
        Running.PageTags.AssertBalanced(html);
    }

    [Fact]
    public async Task A_page_that_no_export_wrote_is_kept_unless_forced()
    {
        var path = _folder.Write("a.dib", "#!markdown\n\n# Title\n");
        _folder.Write("a.html", "<p>mine</p>");
        var options = new ExportOptions { Format = ExportFormat.Html };
        Assert.Equal(ExportOutcome.Kept, Assert.Single(await NotebookExport.RunAsync([path], options)).Outcome);
        Assert.Equal("<p>mine</p>", File.ReadAllText(_folder["a.html"]));
        Assert.Equal(ExportOutcome.Written, Assert.Single(await NotebookExport.RunAsync([path], options with { Force = true })).Outcome);
        Assert.Equal(ExportOutcome.Written, Assert.Single(await NotebookExport.RunAsync([path], options)).Outcome);
    }

    [Fact]
    public async Task A_page_that_was_edited_and_a_list_of_contents_of_ones_own_are_kept_unless_forced()
    {
        string[] paths = [_folder.Write("a.dib", "#!markdown\n\n# A\n"), _folder.Write("b.dib", "#!markdown\n\n# B\n")];
        _folder.Write("site/index.html", "<p>mine</p>");
        var options = new ExportOptions { Format = ExportFormat.Html, OutputFolder = _folder["site"] };
        var files = await NotebookExport.RunAsync(paths, options);
        Assert.Equal([ExportOutcome.Written, ExportOutcome.Written, ExportOutcome.Kept], files.Select(file => file.Outcome));
        Assert.Equal("<p>mine</p>", File.ReadAllText(_folder["site/index.html"]));

        File.WriteAllText(_folder["site/a.html"], File.ReadAllText(_folder["site/a.html"]).Replace("<h1", "<p>a note</p><h1", StringComparison.Ordinal));
        files = await NotebookExport.RunAsync(paths, options);
        Assert.Equal([ExportOutcome.Kept, ExportOutcome.Written, ExportOutcome.Kept], files.Select(file => file.Outcome));
        Assert.Contains("a note", File.ReadAllText(_folder["site/a.html"]), StringComparison.Ordinal);

        files = await NotebookExport.RunAsync(paths, options with { Force = true });
        Assert.All(files, file => Assert.Equal(ExportOutcome.Written, file.Outcome));
        Assert.Contains("<!DOCTYPE html>", File.ReadAllText(_folder["site/index.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_run_where_nothing_can_be_written()
    {
        var path = _folder.Write("a.dib", $"#!csharp\n\nSystem.IO.File.WriteAllText(\"{_folder["ran.txt"].Replace('\\', '/')}\", \"\");\n");
        var options = new ExportOptions
        {
            Format = ExportFormat.Html, OutputFolder = _folder.Write("file", ""), Execution = new RunOptions { OutputFolder = _folder.Path },
        };
        var error = await Assert.ThrowsAsync<CourseRunException>(() => NotebookExport.RunAsync([path], options));
        Assert.Contains("folder of the export", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["ran.txt"]));
    }

    [Fact]
    public async Task A_script_that_a_cell_shows_comes_to_a_page_by_way_of_a_file()
    {
        _folder.Write("a.ipynb", """{"cells":[{"cell_type":"code","execution_count":1,"metadata":{},"outputs":[{"output_type":"display_data","metadata":{},"data":{"application/javascript":["let x = 1;"]}}],"source":"1"}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        await NotebookExport.RunAsync([_folder["a.ipynb"]], new ExportOptions { Format = ExportFormat.Html });
        Assert.Contains("<script>let x = 1;</script>", File.ReadAllText(_folder["a.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExportFormat.Dib)]
    [InlineData(ExportFormat.Cs)]
    public async Task Formats_without_a_place_for_outputs_are_not_run(ExportFormat format)
    {
        var error = await Assert.ThrowsAsync<CourseRunException>(() => ExportAsync(_folder.Write("a.dib", Cells), format));
        Assert.Contains("has no place for what cells show", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ExportedFile> ExportAsync(string path, ExportFormat format, string which = "") => Assert.Single(await NotebookExport.RunAsync([path], new ExportOptions
    {
        Format = format,
        Execution = new RunOptions { OutputFolder = _folder.Path, EnvironmentVariables = new Dictionary<string, string?> { ["WHICH"] = which } },
    }));
}
