using System.Runtime.InteropServices;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

public class CellLanguageTests(SessionFixture session) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task State_lasts_across_cells_and_a_variable_can_be_declared_again()
    {
        await session.ShowAsync("var state = 3; int Twice(int n) => 2 * n; record Point(int X);");
        Assert.Equal("6", await session.ShowAsync("Twice(state)"));
        await session.ShowAsync("var state = \"text\";");
        Assert.Equal("text", await session.ShowAsync("state"));
        Assert.Equal("4", await session.ShowAsync("new Point(4).X"));
    }

    [Fact]
    public async Task Usings_last_and_the_default_imports_are_those_of_other_hosts()
    {
        Assert.Equal(CellErrorKind.Compilation, (await session.RunAsync("Path.GetTempPath()")).Error.Kind);
        Assert.Equal(CellErrorKind.Compilation, (await session.RunAsync("Thread.Sleep(1)")).Error.Kind);
        await session.ShowAsync("using System.Globalization;");
        Assert.Equal("Invariant Language (Invariant Country)", await session.ShowAsync("CultureInfo.InvariantCulture.EnglishName"));
        Assert.Equal("[1, 2]", await session.ShowAsync("new StringBuilder(\"x\"); IEnumerable e = new List<int> { 1, 2 }.Where(i => i > 0); await Task.CompletedTask; e"));
    }

    [Theory]
    [InlineData("await Task.FromResult(5)", "5")]
    [InlineData("1 + 1", "2")]
    [InlineData("int unseen = 2;", "")]
    [InlineData("string nothing = null; nothing", "null")]
    [InlineData("Console.Write(\"\")", "")]
    [InlineData("await Task.CompletedTask", "")]
    [InlineData("int[] a = [1, ..new[] { 2, 3 }]; a", "[1, 2, 3]")]
    [InlineData("class Meter { public int Value { get => field; set => field = value * 2; } } new Meter { Value = 4 }.Value", "8")]
    [InlineData("record struct Size(int W, int H); new Size(2, 3).W", "2")]
    [InlineData("class Primary(int n) { public int N => n; } new Primary(7).N", "7")]
    [InlineData("$\"\"\"{1}\"\"\"", "1")]
    [InlineData("dynamic d = 3; (int)(d + 1)", "4")]
    [InlineData("Environment.GetEnvironmentVariable(\"NOTEBOOK_TEST\")", "seen")]
    [InlineData("System.Text.Json.JsonSerializer.Serialize(new { A = 1 })", "{\"A\":1}")]
    public async Task The_last_expression_shows(string code, string shown) => Assert.Equal(shown, await session.ShowAsync(code));

    [Fact]
    public async Task The_working_directory_is_the_notebooks_folder() =>
        Assert.Equal(session.Folder.Path, await session.ShowAsync("Environment.CurrentDirectory"));

    [Fact]
    public async Task Names_of_the_host_do_not_leak_into_cells()
    {
        Assert.Contains("CS0103", (await session.RunAsync("Twice2(1)")).Error.Message);
        Assert.Contains("CS0246", (await session.RunAsync("Markdig.Markdown m;")).Error.Message);
    }

    [Fact]
    public async Task Display_shows_at_once_and_its_handle_updates_one_output_in_place()
    {
        var run = await session.RunAsync("""
            var first = display("one");
            Console.WriteLine("between");
            var second = 2.Display();
            first.Update("ONE");
            second.Update(new[] { 2, 2 });
            first
            """);
        Assert.Equal("ONE|between|[2, 2]", run.Shown);
        Assert.Equal(
            [CellOutputKind.Display, CellOutputKind.StandardOutput, CellOutputKind.Display, CellOutputKind.Update, CellOutputKind.Update],
            run.Outputs.Select(output => output.Kind));
        Assert.Equal(run.Outputs[0].Id, run.Outputs[3].Id);
    }

    [Fact]
    public async Task Display_takes_a_mime_type()
    {
        var run = await session.RunAsync("display(\"<b>x</b>\", \"text/html\"); HTML(\"<i>y</i>\")");
        Assert.Equal([("text/html", "<b>x</b>"), ("text/html", "<i>y</i>")], run.Outputs.Select(output => (output.MimeType, output.Content)));
    }

    [Fact]
    public async Task Console_text_arrives_while_the_cell_runs()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        session.Folder.Write("go.txt", "");
        File.Delete(session.Folder["go.txt"]);
        var running = session.Session.RunAsync(
            "cell live",
            "Console.Write(\"early\"); while (!System.IO.File.Exists(\"go.txt\")) await Task.Delay(10); Console.Error.WriteLine(\"late\");",
            TimeSpan.FromSeconds(60),
            _ => first.TrySetResult());
        await first.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(running.IsCompleted);
        session.Folder.Write("go.txt", "");
        Assert.Null((await running).Error);
    }

    [Fact]
    public async Task The_seam_shows_and_updates_without_a_reference_to_this_host()
    {
        var run = await session.RunAsync("""
            var show = (Func<string, string, Action<string>>)AppDomain.CurrentDomain.GetData("notebook.display");
            var update = await Task.Run(() => show("text/html", "<p>0</p>"));
            update("<p>1</p>");
            var token = ((Func<System.Threading.CancellationToken>)AppDomain.CurrentDomain.GetData("notebook.cancellation"))();
            token.CanBeCanceled
            """);
        Assert.Equal("<p>1</p>|True", run.Shown);
    }

    [Fact]
    public async Task A_compilation_error_has_its_place_and_the_line()
    {
        var run = await session.RunAsync("var fine = 1;\n\n  int wrong = missing + alsoMissing;");
        Assert.Equal(CellErrorKind.Compilation, run.Error.Kind);
        Assert.StartsWith("CS0103: The name 'missing'", run.Error.Message);
        Assert.Equal(new CellLocation(run.Place, 3, 15, "  int wrong = missing + alsoMissing;"), run.Error.Location);
        Assert.Contains($"{run.Place}, line 3: CS0103: The name 'alsoMissing'", run.Error.Details.Single());
    }

    [Fact]
    public async Task An_exception_has_its_place_the_line_and_a_short_trace()
    {
        var declared = await session.RunAsync("int Fall(int n)\n{\n    return n == 0 ? throw new InvalidOperationException(\"down\", new FormatException(\"root\")) : Fall(n - 1);\n}");
        var run = await session.RunAsync("var depth = 2;\nFall(depth)");
        Assert.Equal(CellErrorKind.Exception, run.Error.Kind);
        Assert.Equal("InvalidOperationException: down", run.Error.Message);
        Assert.Equal(new CellLocation(run.Place, 2, 0, "Fall(depth)"), run.Error.Location);
        Assert.Equal(
            [
                "caused by FormatException: root",
                $"at {declared.Place}, line 3 in Fall",
                $"at {declared.Place}, line 3 in Fall",
                $"at {declared.Place}, line 3 in Fall",
                $"at {run.Place}, line 2",
            ],
            run.Error.Details);
    }

    [Fact]
    public async Task State_survives_a_failed_cell()
    {
        await session.ShowAsync("var kept = 1;");
        await session.RunAsync("kept = 2; throw new Exception();");
        Assert.Equal("2", await session.ShowAsync("kept"));
    }

    [Fact]
    public async Task A_formatter_that_throws_fails_the_cell() =>
        Assert.Equal("FormatException: no picture", (await session.RunAsync("class Broken { public string ToHtml() => throw new FormatException(\"no picture\"); } new Broken()")).Error.Message);

    [Theory]
    [InlineData("#!time\n1", "#!time is no command", 1)]
    [InlineData("1\n#!odd", "#!odd is no command", 2)]
    [InlineData("#!import", "needs the path of a notebook", 1)]
    [InlineData("var a1 = 1;\n#!import missing.dib", "missing.dib' does not exist", 2)]
    [InlineData("#!import notes.txt", "must end in .dib", 1)]
    public async Task A_bad_command_fails_at_its_line(string code, string message, int line)
    {
        var run = await session.RunAsync(code);
        Assert.Equal(CellErrorKind.Command, run.Error.Kind);
        Assert.Contains(message, run.Error.Message);
        Assert.Equal((run.Place, line), (run.Error.Location!.Place, run.Error.Location.Line));
    }

    [Theory]
    [InlineData("#r \"none.dll\"", "CS0006: Metadata file 'none.dll' could not be found. A relative path starts from the notebook's folder")]
    public async Task A_reference_that_is_not_found_says_where_it_was_looked_for(string code, string message)
    {
        var run = await session.RunAsync(code);
        Assert.Contains(message, run.Error.Message);
        Assert.Equal(1, run.Error.Location!.Line);
    }

    [Fact]
    public async Task A_reference_to_what_is_no_assembly_fails_at_its_line()
    {
        session.Folder.Write("notes.md", "# Notes");
        var run = await session.RunAsync("\n#r \"notes.md\"\n1");
        Assert.Equal(CellErrorKind.Compilation, run.Error.Kind);
        Assert.Contains("CS0009", run.Error.Message);
        Assert.Equal(2, run.Error.Location!.Line);
    }

    [Fact]
    public async Task A_reference_to_a_native_library_fails_at_its_line()
    {
        var library = OperatingSystem.IsWindows() ? "coreclr.dll" : OperatingSystem.IsMacOS() ? "libcoreclr.dylib" : "libcoreclr.so";
        var run = await session.RunAsync($"\n#r \"{Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), library)}\"\n1");
        Assert.Equal(CellErrorKind.Compilation, run.Error.Kind);
        Assert.Contains("CS0009", run.Error.Message);
        Assert.Equal(2, run.Error.Location!.Line);
    }

    [Fact]
    public async Task Import_runs_the_code_of_another_notebook_and_of_those_that_it_imports()
    {
        session.Folder.Write("shared/inner.dib", "#!markdown\n# Inner\n#!csharp\nusing System.Text.RegularExpressions;\nvar inner = 10;");
        session.Folder.Write("setup.dib", "#!csharp\n#!import shared/inner.dib\nvar outer = inner + 1;\n#!csharp\nConsole.WriteLine(\"set up\");");
        var run = await session.RunAsync("var before = 1;\n#!import setup.dib\nbefore + outer + Regex.Match(\"ab\", \"b\").Index");
        Assert.Equal("set up|13", run.Shown);
    }

    [Fact]
    public async Task An_error_in_an_imported_notebook_has_its_place_there()
    {
        session.Folder.Write("bad.dib", "#!markdown\nprose\n#!csharp\n\nvar ok = 1;\nthrow new Exception(\"inside\");");
        var run = await session.RunAsync("\n#!import bad.dib\n1");
        Assert.Equal("Exception: inside", run.Error.Message);
        Assert.Equal("bad.dib, cell 2, line 2", run.Error.Location!.ToString());
        Assert.Contains($"imported at {run.Place}, line 2", run.Error.Details);
    }

    [Fact]
    public async Task A_notebook_cannot_import_itself()
    {
        session.Folder.Write("ring-a.dib", "#!csharp\n#!import ring-b.dib");
        session.Folder.Write("ring-b.dib", "#!csharp\n#!import ring-a.dib");
        Assert.Contains("ring-a.dib -> ring-b.dib -> ring-a.dib", (await session.RunAsync("#!import ring-a.dib")).Error.Message);
    }
}
