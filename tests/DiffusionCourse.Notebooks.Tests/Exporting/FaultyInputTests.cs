using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Notebooks.Linting;
using DiffusionCourse.Notebooks.Maths;

namespace DiffusionCourse.Notebooks.Tests.Exporting;

/// <summary>Cells that are half written, nested without end, or name files in HTML: a page comes of them, or one line that says where.</summary>
public sealed class FaultyInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("new")]
    [InlineData("x is")]
    [InlineData("x as")]
    [InlineData("typeof()")]
    [InlineData("int [] =")]
    [InlineData("foreach ( in list) {}")]
    [InlineData("d:[{}]")]
    [InlineData("class")]
    [InlineData("a.")]
    [InlineData("using")]
    [InlineData("[")]
    [InlineData("#load")]
    [InlineData("$\"{")]
    [InlineData("\"\"\"")]
    [InlineData("/* x")]
    [InlineData("enum {")]
    [InlineData("from in")]
    [InlineData("catch (")]
    [InlineData("var (,) =")]
    public async Task A_half_written_cell_is_on_the_page_as_it_stands(string code)
    {
        var path = _folder.Write("a.dib", $"#!markdown\n\n# T\n\n#!csharp\n\n{code}\n");
        NotebookLint.Check(path, new LintOptions());
        await ExportAsync(path, ExportFormat.Html);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(code), System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(_folder["out/a.html"]), "</?span[^>]*>", ""));
    }

    [Fact]
    public async Task The_pages_of_a_folder_are_written_though_one_of_its_cells_is_half_written()
    {
        File.Copy(Inputs.At("half-written-cell/half.dib"), _folder["half.dib"]);
        _folder.Write("whole.dib", "#!markdown\n\n# Whole\n");
        await ExportAsync(_folder.Path, ExportFormat.Html);
        Assert.True(File.Exists(_folder["out/half.html"]) && File.Exists(_folder["out/whole.html"]) && File.Exists(_folder["out/index.html"]));
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("A<", "B", "> x;")]
    [InlineData("x is { A: ", "1", "}")]
    [InlineData("$\"{", "1", "}\"")]
    [InlineData("(int a, ", "int b", ") x;")]
    [InlineData("{", "", "}")]
    [InlineData("[", "", "]")]
    [InlineData("a ? b : ", "c", "")]
    [InlineData("x => ", "1", "")]
    [InlineData("if (a) ", ";", "")]
    [InlineData("a < ", "b", "")]
    [InlineData("!", "x", "")]
    [InlineData("/// <a>", "\nclass B { }", "")]
    [InlineData("a is not ", "b;", "")]
    [InlineData("a is not (b or not ", "c", ");")]
    [InlineData("if (a) { b(); } else ", "{ }", "")]
    [InlineData("from a in b ", "select a;", "")]
    [InlineData("a.b", ";", "")]
    [InlineData("scoped ", "x", "")]
    [InlineData("#if A\n", "x", "")]
    public async Task Code_that_is_nested_without_end_is_on_the_page(string open, string middle, string close)
    {
        var code = string.Concat(Enumerable.Repeat(open, 20_000)) + middle + string.Concat(Enumerable.Repeat(close, 20_000));
        var path = _folder.Write("a.dib", $"#!markdown\n\n# T\n\n#!csharp\n\n{code}\n");
        NotebookLint.Check(path, new LintOptions());
        await ExportAsync(path, ExportFormat.Html);
        var page = System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(_folder["out/a.html"]), "</?span[^>]*>", "");
        Assert.Contains(System.Net.WebUtility.HtmlEncode(code), page);
    }

    [Fact]
    public async Task Lint_and_the_export_as_a_program_name_the_cell_that_is_nested_too_deeply()
    {
        var path = _folder.Write("a.dib", $"#!markdown\n\n# T\n\n#!csharp\n\n{new string('(', 20_000)}1{new string(')', 20_000)}\n");
        Assert.Contains(NotebookLint.Check(path, new LintOptions()), finding => finding.ToString().Contains("a.dib, line 7: error syntax: The code cannot be read: brackets, #if, member accesses, or words such as not and else lie more than 500 deep", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => ExportAsync(path, ExportFormat.Cs));
        Assert.StartsWith($"{path}, cell 2: brackets, #if", error.Message);
    }

    [Theory]
    [InlineData("\\frac{1}{", "x", "}")]
    [InlineData("{", "x", "}")]
    [InlineData("x^", "x", "")]
    [InlineData("\\sqrt[", "x", "]x")]
    [InlineData("\\left(", "x", "\\right)")]
    [InlineData("\\displaystyle ", "x", "")]
    [InlineData("\\mathbf{", "x", "}")]
    [InlineData("\\hat ", "x", "")]
    [InlineData("\\begin{matrix}", "x", "\\end{matrix}")]
    [InlineData("\\overset{x}", "x", "")]
    public async Task A_formula_that_is_nested_without_end_is_refused_with_its_place(string open, string middle, string close)
    {
        string Formula(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + middle + string.Concat(Enumerable.Repeat(close, depth));
        Assert.Contains("<math", MathConverter.ToMathMl(open == "x^" ? "x^x" : Formula(60), display: true));
        var path = _folder.Write("a.dib", $"#!markdown\n\n# T\n\n$$\n{Formula(5000)}\n$$\n");
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => ExportAsync(path, ExportFormat.Html));
        Assert.StartsWith($"{path}, cell 1, line 4: the formula cannot be shown: ", error.Message);
    }

    [Theory]
    [InlineData(">", "x", "")]
    [InlineData("- ", "x", "")]
    public async Task Markdown_that_is_nested_without_end_is_refused_with_file_and_cell(string open, string middle, string close)
    {
        var path = _folder.Write("a.dib", $"#!csharp\n\n1\n\n#!markdown\n\n{string.Concat(Enumerable.Repeat(open, 5000))}{middle}{string.Concat(Enumerable.Repeat(close, 5000))}\n");
        foreach (var format in (ExportFormat[])[ExportFormat.Html, ExportFormat.Ipynb])
        {
            var error = await Assert.ThrowsAsync<NotebookFormatException>(() => ExportAsync(path, format));
            Assert.StartsWith($"{path}, cell 2", error.Message);
            Assert.Contains("the Markdown is nested too deeply", error.Message);
        }

        Assert.Contains(NotebookLint.Check(path, new LintOptions()), finding => finding.Rule == "links" && finding.Message.Contains("nested too deeply", StringComparison.Ordinal));
    }

    [Fact]
    public void Lint_sees_pictures_and_links_that_are_written_as_HTML()
    {
        File.WriteAllBytes(_folder["pic.png"], [1]);
        var path = _folder.Write("a.dib", """
            #!markdown

            # T

            <img src="pic.png"> <a href='gone.md'>x</a>

            <div>
            <IMG alt=x
              SRC=missing.png>
            <img src="https://example.org/a.png"><a href="https://example.org">web</a>
            <!-- <img src="comment.png"> -->
            </div>

            `<img src="code.png">`
            """);
        var messages = NotebookLint.Check(path, new LintOptions()).Where(finding => finding.Rule == "links").Select(finding => finding.Message.Split('\'')[1]);
        Assert.Equal(["gone.md", "missing.png", "https://example.org/a.png"], messages);
    }

    [Fact]
    public async Task Pictures_in_HTML_are_put_into_the_page_and_links_lead_from_it_to_their_files()
    {
        File.WriteAllBytes(_folder["pic.png"], [1, 2, 3]);
        _folder.Write("b.dib", "#!markdown\n\n# B\n");
        var path = _folder.Write("a.dib", "#!markdown\n\n# T\n\n<img src=\"pic.png\" width=\"20\"> [x](pic.png) [b](b.dib) <a href='b.dib#part'>b</a>\n\n<p>\n<img src='pic.png'><a href=pic.png>y</a>\n</p>\n");
        await NotebookExport.RunAsync([path, _folder["b.dib"]], new ExportOptions { Format = ExportFormat.Html, OutputFolder = _folder["out/deep"] });
        var page = File.ReadAllText(_folder["out/deep/a.html"]);
        Assert.Equal(2, page.Split("src=\"data:image/png;base64,AQID\"").Length - 1);
        Assert.Equal(2, page.Split("href=\"../../pic.png\"").Length - 1);
        Assert.Contains("href=\"b.html\"", page);
        Assert.Contains("href=\"b.html#part\"", page);
    }

    [Theory]
    [InlineData("<img src=\"missing.png\">")]
    [InlineData("![x](missing.png)")]
    [InlineData("<div>\n<img src='missing.png'>\n</div>")]
    public async Task A_picture_that_is_not_there_is_told_by_the_export(string prose)
    {
        var path = _folder.Write("a.dib", $"#!markdown\n\n# T\n\n{prose}\n");
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => ExportAsync(path, ExportFormat.Html));
        Assert.StartsWith($"{path}, cell 1, line 3: the picture 'missing.png' does not exist", error.Message);
    }

    [Theory]
    [InlineData("<img src=\"pic.png\">", "<img src=\"../../pic.png\">")]
    [InlineData("<IMG alt='a' SRC='pic.png' />", "<IMG alt='a' SRC=\"../../pic.png\" />")]
    [InlineData("[x](<my pic.png>)", "[x](<../../my pic.png>)")]
    [InlineData("[x](my%20pic.png)", "[x](../../my%20pic.png)")]
    [InlineData("[x][p]\n\n[p]: pic.png", "[x][p]\n\n[p]: ../../pic.png")]
    [InlineData("`<img src=\"pic.png\">`", "`<img src=\"pic.png\">`")]
    public async Task Addresses_are_adapted_to_where_the_notebook_goes_and_back(string prose, string moved)
    {
        File.WriteAllBytes(_folder["pic.png"], [1]);
        File.WriteAllBytes(_folder["my pic.png"], [1]);
        var path = _folder.Write("a.dib", $"#!markdown\n\n# T\n\n{prose}\n");
        var before = File.ReadAllText(path);
        await NotebookExport.RunAsync([path], new ExportOptions { Format = ExportFormat.Ipynb, OutputFolder = _folder["out/deep"] });
        Assert.Equal($"# T\n\n{moved}", NotebookFile.Read(_folder["out/deep/a.ipynb"]).Cells[0].Text);
        File.Delete(path);
        await NotebookExport.RunAsync([_folder["out/deep/a.ipynb"]], new ExportOptions { Format = ExportFormat.Dib, OutputFolder = _folder.Path });
        if (!prose.StartsWith("<IMG", StringComparison.Ordinal))
        {
            Assert.Equal(before, File.ReadAllText(path));
        }
    }

    [Fact]
    public async Task An_output_in_Markdown_is_shown_as_that()
    {
        await ExportAsync(Inputs.At("markdown-outputs/saved.ipynb"), ExportFormat.Html);
        Assert.Contains("a <strong>bold</strong> word", File.ReadAllText(_folder["out/saved.html"]));
    }

    [Fact]
    public async Task A_page_has_raw_text_verbatim_and_nothing_of_what_is_for_another_format()
    {
        await ExportAsync(Inputs.At("raw-cells/raw.ipynb"), ExportFormat.Html);
        var page = File.ReadAllText(_folder["out/raw.html"]);
        Assert.Contains("plain *stars*", page);
        Assert.DoesNotContain("<em>", page);
        Assert.DoesNotContain("not a heading", page);
    }

    [Theory]
    [InlineData("title.ipynb")]
    [InlineData("space.ipynb")]
    [InlineData("lines.ipynb")]
    [InlineData("tag.ipynb")]
    public async Task Attached_pictures_are_on_the_page(string input)
    {
        await ExportAsync(Inputs.At($"attached-pictures/{input}"), ExportFormat.Html);
        Assert.Contains("src=\"data:image/png;base64,iVBORw0KGgo", File.ReadAllText(_folder["out/" + Path.ChangeExtension(input, ".html")]));
    }

    public void Dispose() => _folder.Dispose();

    private async Task ExportAsync(string path, ExportFormat format) => await NotebookExport.RunAsync([path], new ExportOptions { Format = format, OutputFolder = _folder["out"] });
}
