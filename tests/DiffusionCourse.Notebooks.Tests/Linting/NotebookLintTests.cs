using DiffusionCourse.Notebooks.Linting;

namespace DiffusionCourse.Notebooks.Tests.Linting;

public sealed class NotebookLintTests : IDisposable
{
    private const string Opening = "#!markdown\n\n# Title\n\nRun `dotnet build` once.\n\n#!csharp\n\n#!import setup.dib\n\n#!csharp\n\nCourse.CheckSetup()\n\n";

    private static readonly LintOptions Options = new() { SetUpFile = "setup.dib", SetUpCheck = "Course.CheckSetup()", BuildCommand = "dotnet build" };

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("#!csharp\n\nvar list = new List<int> { 1 };\nlist.Sum()\n")]
    [InlineData("#!markdown\n\n[here](notebook.dib#title), [web](https://example.org), [top](#title), `#!time`\n")]
    [InlineData("#!csharp\n\nvar Kernel = 1;\nKernel + 1\n")]
    [InlineData("#!csharp\n\nclass Blur { public double[] Kernel { get; init; } double Sum() => Kernel.Sum(); }\nnew Blur { Kernel = [1] }\n")]
    [InlineData("#!csharp\n\nforeach (var Kernel in new[] { 1 })\n    Kernel.ToString();\nvar (Formatter, b) = (1, 2);\nFormatter + b\n")]
    [InlineData("#!markdown\n\nwith $\\sqrt{\\bar\\alpha_t}$\n")]
    [InlineData("#!csharp\n\nvoid display(int x) { }\ndisplay(1);\n")]
    [InlineData("#!csharp\n\nforeach (var x in new[] { 1 })\n    x.ToString();\n")]
    public void What_every_host_takes_is_clean(string cells) => Assert.Empty(Check(Opening + cells));

    [Theory]
    [InlineData("#!csharp\n\n#!time\n1\n", "marker", "line 17", "Verso starts a new cell at the line '#!time'")]
    [InlineData("#!csharp\n\nvar s = \"\"\"\n#!odd\n\"\"\";\n", "marker", "line 18", "also inside a string or a fence")]
    [InlineData("#!markdown\n\n```\n#!meta\n```\n", "marker", "line 18", "must be the first line of the file")]
    [InlineData("#!csharp\n\n1\n#!csharp \n2\n", "marker", "line 18", "Remove the blanks")]
    [InlineData("#!csharp\n\n#!time on\n1\n", "marker", "line 17", "Measure with System.Diagnostics.Stopwatch")]
    [InlineData("#!csharp\n\n#!share x --from fsharp\n", "marker", "line 17", "a command of one host only")]
    [InlineData("#!csharp\n\n#!import setup.dib\nvar x = 1;\n", "import", "line 17", "must stand alone")]
    [InlineData("#!csharp\n\nvar x = 1;\n#!import setup.dib\n", "import", "line 18", "must be the first line of its cell")]
    [InlineData("#!csharp\n\n#!import \"setup.dib\"\n", "import", "line 17", "without quotes and without blanks")]
    [InlineData("#!csharp\n\n#!import my notes/setup.dib\n", "import", "line 17", "without quotes and without blanks")]
    [InlineData("#!csharp\n\n#!import /home/me/setup.dib\n", "import", "line 17", "holds on one machine only")]
    [InlineData("#!csharp\n\n#!import none.dib\n", "import", "line 17", "does not exist")]
    [InlineData("#!csharp\n\nvar x = 1;\n#r \"a.dll\"\n", "reference", "line 18", "must be the first thing in its cell")]
    [InlineData("#!csharp\n\n#r \"a.dll\"\n", "reference", "line 17", "Verso refuses a relative #r")]
    [InlineData("#!csharp\n\n#r \"nuget:A,1.0\"\n", "reference", "line 17", "Packages are not restored by every host")]
    [InlineData("#!csharp\n\n#r \"/a.dll\"\n", "reference", "line 17", "An absolute path")]
    [InlineData("#!fsharp\n\nlet x = 1\n", "language", "line 17", "The cell is in fsharp")]
    [InlineData("#!html\n\n<p>x</p>\n", "language", "line 17", "The cell is in html")]
    [InlineData("#!csharp\n\nvar x = (1;\n", "syntax", "line 17", "Correct the code")]
    [InlineData("#!csharp\n\nstatic class E\n{\n    extension(int n)\n    {\n        int Twice() => 2 * n;\n    }\n}\n", "syntax", "line 19", "Extension blocks need C# 14")]
    [InlineData("#!csharp\n\nclass C { public int X { get => field; set => field = value; } }\n", "syntax", "line 17", "The keyword 'field' needs C# 14")]
    [InlineData("#!csharp\n\nstring? s = null;\nnew List<int>()?.Capacity = 3;\n", "syntax", "line 18", "needs C# 14")]
    [InlineData("#!csharp\n\ndynamic x = 1;\n", "syntax", "line 17", "'dynamic' does not bind")]
    [InlineData("#!csharp\n\nobject F(dynamic x) => x;\n", "syntax", "line 17", "'dynamic' does not bind")]
    [InlineData("#!csharp\n\ndisplay(1);\n", "host-names", "line 17", "display(...) does not compile in Verso")]
    [InlineData("#!csharp\n\nvar x = HTML(\"<b>x</b>\");\nx\n", "host-names", "line 17", "HTML(...) does not compile in Verso")]
    [InlineData("#!csharp\n\nKernel.Root\n", "host-names", "line 17", "a name of .NET Interactive")]
    [InlineData("#!csharp\n\nvar token = KernelInvocationContext.Current;\n", "host-names", "line 17", "a name of .NET Interactive")]
    [InlineData("#!csharp\n\nvar x = 1;\nConsole.WriteLine(x);\n", "console", "line 18", "Let the result be the last line")]
    [InlineData("#!csharp\n\nforeach (var x in new[] { 1 })\n    x.Display();\n", "outputs", "line 18", "A display inside a loop")]
    [InlineData("#!markdown\n\n$$\nx \\\\\n\\bar\n$$\n", "formula", "line 18", "The formula cannot be shown")]
    [InlineData("#!markdown\n\nText\n\nwith $a + \\foo{b}$\n", "formula", "line 19", "The formula cannot be shown")]
    [InlineData("#!markdown\n\nText\n\n[there](none.dib)\n", "links", "line 19", "'none.dib' leads nowhere")]
    [InlineData("#!markdown\n\n![p](https://example.org/p.png)\n", "links", "line 17", "lies on the network")]
    [InlineData("#!markdown\n\n<img src='https://example.org/p.png'>\n", "links", "line 17", "lies on the network")]
    [InlineData("#!markdown\n\n<a href=\"none.dib\">x</a>\n", "links", "line 17", "'none.dib' leads nowhere")]
    public void What_a_host_would_refuse_is_found_with_its_line_and_remedy(string cells, string rule, string place, string message)
    {
        var finding = Assert.Single(Check(Opening + cells), finding => finding.Rule == rule);
        Assert.Equal((place, LintSeverity.Error), (finding.Place, finding.Severity));
        Assert.Contains(message, finding.Message);
    }

    [Theory]
    [InlineData("object?[] Row(int i) => [i];\n1\n")]
    [InlineData("string? s = null;\n1\n")]
    [InlineData("int[]? n = null;\n1\n")]
    public void An_annotation_that_editors_underline_is_a_warning(string code)
    {
        var finding = Assert.Single(Check($"{Opening}#!csharp\n\n{code}"));
        Assert.Equal(("nullable", LintSeverity.Warning), (finding.Rule, finding.Severity));
    }

    [Theory]
    [InlineData("#!csharp\n\n1\n", "does not begin with its title")]
    [InlineData("#!markdown\n\n# T\n\n#!csharp\n\n1\n", "The first code cell must import setup.dib")]
    [InlineData("#!markdown\n\n# T `dotnet build`\n\n#!csharp\n\n#!import setup.dib\n\n#!csharp\n\nvar x = 1;\n", "must be 'Course.CheckSetup()', alone")]
    [InlineData("#!markdown\n\n# T\n\n#!csharp\n\n#!import setup.dib\n\n#!csharp\n\nCourse.CheckSetup()\n", "must say what to run where the library has not been built yet: 'dotnet build'")]
    public void A_notebook_that_does_not_begin_as_all_do_is_found(string content, string message) =>
        Assert.Contains(Check(content), finding => finding.Rule == "set-up" && finding.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Too_many_outputs_are_found()
    {
        var cells = string.Concat(Enumerable.Range(1, 95).Select(n => $"#!csharp\n\n{n}\n\n"));
        Assert.Contains("shows 96 outputs", Assert.Single(Check(Opening + cells)).Message);
    }

    [Fact]
    public void Long_cells_are_a_warning()
    {
        var cell = "#!csharp\n\n" + string.Concat(Enumerable.Range(1, 8).Select(n => $"var x{n} = {n};\n")) + "\n";
        var finding = Assert.Single(Check(Opening + cell + cell.Replace('x', 'y') + cell.Replace('x', 'z')));
        Assert.Equal(("length", LintSeverity.Warning), (finding.Rule, finding.Severity));
        Assert.Contains("The median code cell has 8 lines", finding.Message);
    }

    [Fact]
    public void A_line_that_no_page_shows_whole_is_a_warning()
    {
        string Line(int columns) => $"var x = \"{new string('x', columns - 11)}\";";
        var finding = Assert.Single(Check(Opening + $"#!csharp\n\nvar y = 1;\n{Line(100)}   \n{Line(101)}\n"));
        Assert.Equal(("width", LintSeverity.Warning), (finding.Rule, finding.Severity));
        Assert.Contains("The line has 101 columns", finding.Message);
    }

    [Fact]
    public void In_a_Jupyter_notebook_the_place_is_a_cell()
    {
        var path = _folder.Write("a.ipynb", """{"cells":[{"cell_type":"markdown","metadata":{},"source":"# T"},{"cell_type":"code","metadata":{},"source":"\ndisplay(1)"}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        var finding = Assert.Single(NotebookLint.Check(path, new LintOptions()));
        Assert.Equal($"{path}, cell 2, line 1: error host-names: display(...) does not compile in Verso. Let the value be the last line of the cell.", finding.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<LintFinding> Check(string content) => NotebookLint.Check(_folder.Write("notebook.dib", content), Options);
}
