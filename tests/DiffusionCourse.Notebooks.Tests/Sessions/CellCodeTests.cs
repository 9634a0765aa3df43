using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

/// <summary>Code runs as it is written: markers, commands, loaded files and odd characters included.</summary>
public sealed class CellCodeTests(SessionFixture session) : IClassFixture<SessionFixture>
{
    [Theory]
    [InlineData("#!csharp\n1 + 1", "2")]
    [InlineData("#!csharp\n\n1 + 1", "2")]
    [InlineData("#!c#\n1 + 1", "2")]
    [InlineData("\n#!C#  \n1 + 1", "2")]
    [InlineData("#!cs\n1 + 1", "2")]
    [InlineData("var n = 1;\n#!csharp\nn + 1", "2")]
    [InlineData("#!html\n<b>\"x</b>\n#!csharp\n2", "<b>\"x</b>|2")]
    [InlineData("#!markdown\na *b*", "a *b*")]
    [InlineData("(int)@\"a\u2028b\"[1]", "8232")]
    [InlineData("\"a\fb\".Length", "3")]
    [InlineData("@\"a\u0085b\"[1] == '\\u0085'", "True")]
    [InlineData("var s = \"\"\"\n#!fsharp\n#!nothing\n\"\"\";\ns", "#!fsharp\n#!nothing")]
    [InlineData("var v = @\"\n#!import x\";\nv", "\n#!import x")]
    [InlineData("/*\n#!time\n*/ 3", "3")]
    public async Task It_shows(string code, string shown) => Assert.Equal(shown, await session.ShowAsync(code));

    [Theory]
    [InlineData("#!fsharp\nlet x = 1", "fsharp", 1)]
    [InlineData("#!f#\nlet x = 1", "fsharp", 1)]
    [InlineData("1\n#!pwsh\nls", "pwsh", 2)]
    [InlineData("#!powershell\nls", "pwsh", 1)]
    [InlineData("#!js\nlet x", "javascript", 1)]
    public async Task Another_language_is_refused_as_one(string code, string language, int line)
    {
        var error = (await session.RunAsync(code)).Error;
        Assert.Equal((CellErrorKind.Command, $"This cell is in {language}; this host runs csharp only.", line), (error.Kind, error.Message, error.Location!.Line));
    }

    [Fact]
    public async Task A_loaded_file_is_part_of_the_cell()
    {
        session.Folder.Write("values.csx", "using System.Globalization;\nint v = 3;\nint Twice(int n) => 2 * n;\n");
        Assert.Equal("3", await session.ShowAsync("#load \"values.csx\"\nv"));
        Assert.Equal("8", await session.ShowAsync("Twice(v + 1)"));
        Assert.Equal("", await session.ShowAsync("#load \"values.csx\"\nvar w = v;"));
        Assert.NotNull(await session.ShowAsync("CultureInfo.InvariantCulture.Name"));
        var answer = await session.Session.AskAsync(new LanguageQuestion(LanguageQuestionKind.Completion, "Twi", 3), TimeSpan.FromSeconds(30));
        Assert.Contains(answer!.Completions!, completion => completion.Text == "Twice");
        Assert.Contains("CS1504", (await session.RunAsync("#load \"missing.csx\"\n1")).Error.Message);
    }

    [Fact]
    public async Task A_record_that_holds_itself_is_shown_to_the_usual_depth()
    {
        var run = await session.RunAsync("record Node(int Value) { public Node Next { get; set; } }\nvar a = new Node(5);\na.Next = a;\na", TimeSpan.FromSeconds(20));
        Assert.Null(run.Outcome.Error);
        Assert.StartsWith("<table", run.Shown);
        Assert.Contains(run.Outputs, output => output.PlainText is { Length: < 500 } text && text.StartsWith("Node { Value = 5, Next = Node {", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("record struct Pair(int A, object B);\nvar p = new Pair(1, new List<object>()); ((List<object>)p.B).Add(p); p")]
    [InlineData("record Ring(object Inner) { public object More; }\nvar r = new Ring(1); r.More = (r, new { r }); new[] { r }")]
    [InlineData("record Ring2(string Name) { public object More; }\nvar r2 = new Ring2(\"n\"); r2.More = new Dictionary<string, object> { [\"a\"] = r2 }; (1, (2, (3, (4, r2))))")]
    [InlineData("class Throws { public override string ToString() => throw new InvalidOperationException(); }\nnew { A = new Throws() }")]
    public async Task So_are_others_that_cannot_be_written_out(string code)
    {
        var run = await session.RunAsync(code, TimeSpan.FromSeconds(20));
        Assert.Null(run.Outcome.Error);
        Assert.NotEmpty(run.Shown);
    }

    [Fact]
    public async Task Where_a_text_of_its_own_fails_the_name_of_the_type_stands() =>
        Assert.Contains("Fails", await session.ShowAsync("class Fails { public override string ToString() => throw new InvalidOperationException(); }\ndisplay(new Fails(), \"text/plain\");"));

    [Fact]
    public async Task A_record_of_plain_values_is_written_as_it_writes_itself()
    {
        var run = await session.RunAsync("record Plain(int A, string B);\nnew Plain(1, \"x\")");
        Assert.Contains(run.Outputs, output => output.PlainText == "Plain { A = 1, B = x }");
    }

    [Fact]
    public async Task An_emoji_that_is_written_in_two_pieces_stays_whole()
    {
        var run = await session.RunAsync("Console.Write('\\ud83d'); await Task.Delay(150); Console.Write('\\ude00'); await Task.Delay(150); Console.Write('\\ud83d');");
        Assert.Equal("😀\uFFFD", run.Shown);
    }

    [Fact]
    public async Task Code_that_is_nested_without_end_does_not_compile_and_the_session_goes_on()
    {
        var error = (await session.RunAsync(new string('(', 20_000) + "1" + new string(')', 20_000))).Error;
        Assert.Contains("more than 500 deep", error.Message);
        Assert.Equal("4", await session.ShowAsync("2 + 2"));
    }

    [Fact]
    public async Task A_using_declaration_is_told_what_cells_take()
    {
        var error = (await session.RunAsync("using var x = new System.IO.MemoryStream();")).Error;
        Assert.Contains("A cell takes no 'using var' outside of functions", error.Message);
    }

    [Fact]
    public async Task An_import_that_no_build_has_written_yet_says_what_to_run()
    {
        Directory.CreateDirectory(session.Folder[".git"]);
        var error = (await session.RunAsync("#!import artifacts/course/setup.dib")).Error;
        Assert.Equal($"The library is not built yet: run 'dotnet build' in {session.Folder.Path}, then this cell again.", error.Message);
    }
}
