using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Tests.Running;

public sealed class CourseRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_folder_of_notebooks_becomes_pages_and_an_index()
    {
        _folder.Write("course/01-first.dib", """
            #!markdown

            # First & foremost

            The noise is $\epsilon \sim \mathcal{N}(0, 1)$.

            #!csharp

            var earlier = display("before");
            HTML("<script data-once='lib'>var lib = 1;</script><p id='one'>chart</p>")

            #!csharp

            earlier.Update("after <all>");
            Console.Write("\r10 %\r100 %");
            HTML("<script data-once='lib'>var lib = 1;</script><p id='two'>chart</p>")
            """);
        _folder.Write("course/02-second.dib", "#!csharp\n\nvar a = 1;\n\n#!csharp\n\n// the next line fails\nint b = missing;\n\n#!csharp\n\n3\n");
        _folder.Write("course/extra/deep.dib", "#!markdown\n# Deep\n\n$\\unknown$\n#!csharp\nEnvironment.CurrentDirectory.EndsWith(\"extra\")\n#!fsharp\nlet x = 1\n");
        _folder.Write("course/notes.txt", "no notebook");
        var progress = new List<RunProgress>();
        var report = await CourseRunner.RunAsync([_folder["course"]], Options(), new Listener(progress));

        Assert.False(report.Passed);
        Assert.Equal(["First & foremost", "02-second", "Deep"], report.Notebooks.Select(notebook => notebook.Title));
        Assert.Equal([RunStatus.Passed, RunStatus.Failed, RunStatus.Failed], report.Notebooks.Select(notebook => notebook.Status));
        Assert.Equal([_folder["out/01-first.html"], _folder["out/02-second.html"], _folder["out/extra/deep.html"]], report.Notebooks.Select(notebook => notebook.PagePath));
        Assert.Equal(
            ["01-first.html", "02-second.html", "deep.html", "index.html"],
            Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order());

        var first = File.ReadAllText(_folder["out/01-first.html"]);
        Assert.Single(first.Split("<script data-once").Skip(1));
        Assert.Contains("after &lt;all&gt;", first);
        Assert.Contains("<pre>100 %</pre>", first);
        Assert.Contains("<title>First &amp; foremost &#183; course</title>", first);
        Assert.Contains("@font-face", first);
        Assert.Contains("href=\"02-second.html\"", first);

        var failed = report.Notebooks[1].Cells;
        Assert.Equal([RunStatus.Passed, RunStatus.Failed, RunStatus.Skipped], failed.Select(cell => cell.Status));
        Assert.Equal("cell 2, line 2", failed[1].Error!.Location!.ToString());
        Assert.Equal($"in {_folder["course/02-second.dib"]}, line 8", failed[1].Error!.Details[^1]);
        var second = File.ReadAllText(_folder["out/02-second.html"]);
        Assert.Contains("CS0103", second);
        Assert.Contains("Not run, because a cell before it failed.", second);
        Assert.DoesNotContain("@font-face", second);

        var deep = report.Notebooks[2].Cells;
        Assert.Equal([RunStatus.Failed, RunStatus.Passed, RunStatus.Failed], deep.Select(cell => cell.Status));
        Assert.Equal(CellErrorKind.Prose, deep[0].Error!.Kind);
        Assert.Equal(("cell 1", 3, 2), (deep[0].Error!.Location!.Place, deep[0].Error!.Location!.Line, deep[0].Error!.Location!.Column));
        Assert.Contains("this host runs csharp only", deep[2].Error!.Message);
        Assert.Contains("href=\"../index.html\"", File.ReadAllText(_folder["out/extra/deep.html"]));

        var index = File.ReadAllText(_folder["out/index.html"]);
        Assert.Contains("href=\"extra/deep.html\"", index);
        Assert.Contains("3 notebooks, 1 passed, 2 failed", index);
        foreach (var page in Directory.GetFiles(_folder["out"], "*.html", SearchOption.AllDirectories).Select(File.ReadAllText))
        {
            PageTags.AssertBalanced(page);
            Assert.Contains("<html lang=\"en\">", page);
            Assert.Contains("<main id=\"main\">", page);
            Assert.Equal(1, page.Split("<h1").Length - 1);
            Assert.DoesNotContain("src=\"http", page);
        }

        Assert.Equal(3, progress.OfType<NotebookStarted>().Count());
        Assert.Equal(3, progress.OfType<NotebookFinished>().Count());
        Assert.Equal(9, progress.OfType<CellFinished>().Count());
        Assert.Contains(progress.OfType<CellShowed>(), shown => shown.CellNumber == 3 && shown.Output.Content.Contains("100 %", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_contents_open_with_what_index_md_says_and_number_each_notebook_once()
    {
        _folder.Write("course/index.md", "What you need: **C#**. [The first](01-first.dib)\n");
        _folder.Write("course/01-first.dib", "#!markdown\n# 1 · Setup\n");
        _folder.Write("course/10-tenth.dib", "#!markdown\n# 10 · Noise\n");
        _folder.Write("course/11-other.dib", "#!markdown\n# 3 · Not its number\n");
        _folder.Write("course/exercises/02-second.dib", "#!markdown\n# Exercise 2 · Steps\n");
        var report = await CourseRunner.RunAsync([_folder["course"]], Options());
        Assert.True(report.Passed);
        var index = File.ReadAllText(report.IndexPath);
        Assert.Contains("<p>What you need: <strong>C#</strong>. <a href=\"01-first.html\">The first</a></p>", index);
        Assert.Contains("These pages were made by running 4 notebooks, all passed", index);
        Assert.DoesNotContain("class=\"chip", index);
        Assert.Equal(["Setup", "Noise", "3 · Not its number", "Steps"], Regex.Matches(index, "<h3><a [^>]*>([^<]*)</a>").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)));
    }

    [Fact]
    public async Task Fail_fast_skips_the_notebooks_after_the_first_failure_and_a_timeout_is_one()
    {
        var slow = _folder.Write("slow.dib", "#!csharp\nwhile (true) { }\n#!csharp\n1");
        var never = _folder.Write("never.dib", "#!csharp\n1");
        var report = await CourseRunner.RunAsync([slow, never], Options() with { FailFast = true, CellTimeout = TimeSpan.FromMilliseconds(500) });
        Assert.Equal([RunStatus.TimedOut, RunStatus.Skipped], report.Notebooks.Select(notebook => notebook.Status));
        Assert.Equal([RunStatus.TimedOut, RunStatus.Skipped], report.Notebooks[0].Cells.Select(cell => cell.Status));
        Assert.Null(report.Notebooks[1].PagePath);
        Assert.False(File.Exists(_folder["out/never.html"]));
        Assert.Contains("1 timed out, 1 skipped", File.ReadAllText(report.IndexPath));
    }

    [Fact]
    public async Task Cancellation_is_thrown_when_finished_pages_are_written_and_all_processes_have_ended()
    {
        var first = _folder.Write("first.dib", "#!csharp\nConsole.Write(Environment.ProcessId);");
        var path = _folder.Write("long.dib", "#!csharp\nConsole.Write(Environment.ProcessId); await Task.Delay(-1);");
        using var stop = new CancellationTokenSource();
        var processes = new List<int>();
        var listener = new Listener([], report =>
        {
            if (report is CellShowed shown)
            {
                processes.Add(int.Parse(shown.Output.Content, CultureInfo.InvariantCulture));
                if (shown.NotebookPath == path)
                {
                    stop.Cancel();
                }
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CourseRunner.RunAsync([first, path], Options(), listener, stop.Token));
        Assert.True(File.Exists(_folder["out/first.html"]));
        Assert.Equal(2, processes.Distinct().Count());
        Assert.All(processes, process => Assert.Throws<ArgumentException>(() => Process.GetProcessById(process)));
    }

    [Fact]
    public async Task Wrong_requests_are_refused_before_anything_runs()
    {
        var marker = _folder["ran.txt"];
        var path = _folder.Write("a.dib", $"#!csharp\nSystem.IO.File.WriteAllText(@\"{marker}\", \"\");");
        Directory.CreateDirectory(_folder["empty"]);
        _folder.Write("a.ipynb", """{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        var file = _folder.Write("file", "");
        await RefusesAsync([], Options(), "Name at least one notebook");
        await RefusesAsync([_folder["none.dib"]], Options(), "does not exist");
        await RefusesAsync([_folder["empty"]], Options(), "holds no notebook (.dib, .ipynb)");
        await RefusesAsync([path, _folder["a.ipynb"]], Options(), "would share the page");
        await RefusesAsync([path], Options() with { OutputFolder = Path.Combine(file, "out") }, "Nothing can be written to the output folder");
        await RefusesAsync([path], Options() with { OutputFolder = file }, "Nothing can be written to the output folder");
        await RefusesAsync([path], Options() with { CellTimeout = TimeSpan.Zero }, "time limit of a cell must be above zero");
        await RefusesAsync([path], Options() with { ExecutedFolder = " " }, "folder for executed notebooks must be named");
        await RefusesAsync([path], Options() with { ExecutedFolder = Path.Combine(file, "executed") }, "Nothing can be written to the folder for executed notebooks");
        await RefusesAsync([path], Options() with { ExecutedFolder = _folder.Path }, $"would replace '{_folder["a.ipynb"]}'");
        await RefusesAsync([_folder["a.ipynb"]], Options() with { ExecutedFolder = _folder.Path }, $"would replace '{_folder["a.ipynb"]}'");
        Directory.CreateSymbolicLink(_folder["link"], _folder.Path);
        await RefusesAsync([path], Options() with { ExecutedFolder = _folder["link"] }, $"would replace '{Path.Combine(_folder["link"], "a.ipynb")}'");
        _folder.Write("bad.dib", "#!meta\n{\n");
        var exception = await Assert.ThrowsAsync<NotebookFormatException>(() => CourseRunner.RunAsync([path, _folder["bad.dib"]], Options()));
        Assert.Contains("bad.dib, line", exception.Message);
        Assert.False(File.Exists(marker));
    }

    [Fact]
    public async Task Executed_notebooks_are_kept_besides_and_replace_those_of_the_last_run()
    {
        _folder.Write("course/sub/a.dib", "#!csharp\n40 + 2");
        _folder.Write("executed/sub/a.ipynb", "of the last run");
        var report = await CourseRunner.RunAsync([_folder["course"]], Options() with { ExecutedFolder = _folder["executed"] });
        Assert.True(report.Passed);
        Assert.Contains("42", File.ReadAllText(_folder["executed/sub/a.ipynb"]));
    }

    [Fact]
    public async Task Jupyter_notebooks_run_as_well_and_link_to_each_others_pages()
    {
        _folder.Write("jupyter/a.ipynb", """
            {"cells":[{"cell_type":"markdown","metadata":{},"source":"# A\n\n[b](b.ipynb)"},
            {"cell_type":"code","metadata":{},"execution_count":null,"outputs":[],"source":["#!import set.dib\n"]},
            {"cell_type":"code","metadata":{},"execution_count":null,"outputs":[],"source":["answer + 1"]}],"metadata":{},"nbformat":4,"nbformat_minor":5}
            """);
        _folder.Write("jupyter/set.dib", "#!csharp\n\nvar answer = 41;\n");
        var report = await CourseRunner.RunAsync([_folder["jupyter/a.ipynb"]], Options());
        Assert.True(report.Passed);
        var page = File.ReadAllText(_folder["out/a.html"]);
        Assert.Contains("<a href=\"b.html\">b</a>", page);
        Assert.Contains("<pre>42</pre>", page);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task RefusesAsync(string[] paths, RunOptions options, string message) =>
        Assert.Contains(message, (await Assert.ThrowsAsync<CourseRunException>(() => CourseRunner.RunAsync(paths, options))).Message);

    private RunOptions Options() => new() { OutputFolder = _folder["out"], CellTimeout = TimeSpan.FromMinutes(2) };

    private sealed class Listener(List<RunProgress> reports, Action<RunProgress>? told = null) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            lock (reports)
            {
                reports.Add(value);
            }

            told?.Invoke(value);
        }
    }
}
