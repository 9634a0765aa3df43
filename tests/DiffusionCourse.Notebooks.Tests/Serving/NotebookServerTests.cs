using System.Diagnostics;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Serving;

namespace DiffusionCourse.Notebooks.Tests.Serving;

public sealed class NotebookServerTests
{
    [Fact]
    public async Task The_first_line_names_the_version_and_the_process_of_the_cells()
    {
        await using var editor = new EditorPeer();
        var hello = editor.Until("hello")[0];
        Assert.Equal(NotebookServer.ProtocolVersion, (int?)hello["version"]);
        Assert.False(Process.GetProcessById((int)hello["process"]!).HasExited);
    }

    [Fact]
    public async Task Ready_is_answered_once_and_a_cell_need_not_wait_for_it()
    {
        await using var editor = new EditorPeer();
        var id = editor.Send("ready");
        var messages = editor.RunToEnd("6 * 7");
        var answered = messages.Concat(messages.Any(IsReady) ? [] : editor.Until("ready")).Where(IsReady).ToList();
        Assert.Equal(id, (int?)Assert.Single(answered)["id"]);

        static bool IsReady(JsonNode message) => (string?)message["type"] == "ready";
    }

    [Fact]
    public async Task A_cell_streams_shows_updates_and_ends_in_its_value()
    {
        await using var editor = new EditorPeer();
        var messages = editor.RunToEnd("Console.Write(\"six\"); var shown = display(\"first\"); shown.Update(\"second\"); 6 * 7").Where(message => (string?)message["type"] != "hello").ToList();
        Assert.Equal(["started", "stream", "display", "update", "display", "done"], messages.Select(message => (string?)message["type"]));
        Assert.Equal("six", (string?)messages[1]["text"]);
        Assert.Equal((string?)messages[2]["output"], (string?)messages[3]["output"]);
        Assert.Equal("second", (string?)messages[3]["data"]!["text/plain"]);
        Assert.Equal("42", (string?)messages[4]["data"]!["text/plain"]);
        Assert.True((bool?)messages[4]["isResult"]);
        Assert.Null(messages[5]["error"]);
        Assert.InRange((double)messages[5]["milliseconds"]!, 0.1, 60_000);
    }

    [Fact]
    public async Task Code_runs_as_it_was_sent_but_for_the_ends_of_its_lines()
    {
        await using var editor = new EditorPeer();
        var shown = editor.RunToEnd("var text = @\"a\u2028b\";\r\n(int)text[1]").Last(message => (string?)message["type"] == "display");
        Assert.Equal("8232", (string?)shown["data"]!["text/plain"]);
    }

    [Theory]
    [InlineData("var x = 1;\nnope", "Compilation", "CS0103", 2)]
    [InlineData("var x = 0;\nvar y = 1;\nx = y / x;", "Exception", "DivideByZeroException", 3)]
    [InlineData("#!nothing", "Command", "#!nothing", 1)]
    public async Task An_error_names_cell_and_line(string code, string kind, string message, int line)
    {
        await using var editor = new EditorPeer();
        var error = editor.RunToEnd(code, "cell 7")[^1]["error"]!;
        Assert.Equal(kind, (string?)error["kind"]);
        Assert.StartsWith(message, (string?)error["message"], StringComparison.Ordinal);
        Assert.Equal("cell 7", (string?)error["location"]!["place"]);
        Assert.Equal(line, (int?)error["location"]!["line"]);
    }

    [Theory]
    [InlineData("nonsense", null, "not JSON")]
    [InlineData("""{"type":"restart","id":3}""", 3, "no request 'restart'")]
    [InlineData("""{"type":"input","id":3,"line":"late"}""", 3, "No cell waits")]
    public async Task A_line_that_is_no_request_is_refused_and_the_next_is_served(string line, int? id, string said)
    {
        await using var editor = new EditorPeer();
        editor.SendLine(line);
        var fault = editor.Until("fault")[^1];
        Assert.Equal(id, (int?)fault["id"]);
        Assert.Contains(said, (string?)fault["text"], StringComparison.Ordinal);
        Assert.Null(editor.RunToEnd("1 + 1")[^1]["error"]);
    }

    [Fact]
    public async Task A_cell_that_reads_from_the_console_gets_its_lines()
    {
        await using var editor = new EditorPeer();
        var id = editor.Run("var first = Console.ReadLine(); var second = Console.ReadLine(); $\"{first}, {second ?? \"the end\"}\"");
        editor.Until("input", id);
        editor.Send("input", new() { ["line"] = "hello" });
        editor.Until("input", id);
        editor.Send("input");
        var shown = editor.Until("done", id).Single(message => (string?)message["type"] == "display");
        Assert.Equal("hello, the end", (string?)shown["data"]!["text/plain"]);
    }

    [Fact]
    public async Task An_interrupt_stops_the_cell_drops_those_that_wait_and_keeps_the_variables()
    {
        await using var editor = new EditorPeer();
        editor.RunToEnd("var kept = 5;");
        int waits = editor.Run("Console.WriteLine(\"waits\"); await Task.Delay(100000);"), behind = editor.Run("kept = 6;");

        // It runs: on a busy machine its compilation alone may take longer than a stop may.
        editor.Until("stream", waits);
        editor.Send("interrupt");
        var ended = editor.Until("done", waits)[^1];
        Assert.NotNull(ended["error"]);
        Assert.Null(ended["stateLost"]);
        Assert.Equal("Interrupted", (string?)editor.Until("done", behind)[^1]["error"]!["kind"]);
        Assert.Equal("5", (string?)Display(editor.RunToEnd("kept")));
    }

    [Fact]
    public async Task After_an_interrupt_at_any_moment_the_next_cell_answers()
    {
        await using var editor = new EditorPeer();
        editor.RunToEnd("var count = 0;");
        var random = new Random(16);
        for (int round = 0, expected = 1; round < 25; round++, expected++)
        {
            var stopped = editor.Run("for (int n = 0; n < 1000; n++) { await Task.Delay(5); }");
            await Task.Delay(random.Next(120));
            editor.Send("interrupt");
            if ((bool?)editor.Until("done", stopped)[^1]["stateLost"] == true)
            {
                // On a machine that is busy enough, two seconds pass before the compiler is heard of again.
                editor.RunToEnd("var count = 0;");
                expected = 1;
            }

            Assert.Equal($"{expected}", (string?)Display(editor.RunToEnd("++count")));
        }
    }

    [Fact]
    public async Task A_cell_that_does_not_stop_is_ended_with_its_process_and_said_so()
    {
        await using var editor = new EditorPeer();
        editor.RunToEnd("var gone = 1;");
        var id = editor.Run("while (true) { }");
        editor.Until("started", id);
        await Task.Delay(500);
        editor.Send("interrupt");
        var done = editor.Until("done", id)[^1];
        Assert.Equal("Interrupted", (string?)done["error"]!["kind"]);
        Assert.Contains("run the cells above again", (string?)done["error"]!["message"], StringComparison.OrdinalIgnoreCase);
        Assert.True((bool?)done["stateLost"]);
        Assert.Equal("2", (string?)Display(editor.RunToEnd("1 + 1")));
    }

    [Theory]
    [InlineData("Environment.Exit(3);")]
    [InlineData("int Deep(int n) => Deep(n + 1) + 1; Deep(0)")]
    public async Task A_crash_is_an_error_of_its_cell_and_a_fresh_process_follows(string code)
    {
        await using var editor = new EditorPeer();
        var before = (int)editor.Until("hello")[0]["process"]!;
        var done = editor.RunToEnd(code)[^1];
        Assert.Equal("Crash", (string?)done["error"]!["kind"]);
        Assert.True((bool?)done["stateLost"]);
        Assert.NotEqual(before, (int)done["process"]!);
        Assert.Equal("2", (string?)Display(editor.RunToEnd("1 + 1")));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("while (true) { }")]
    [InlineData("Console.ReadLine()")]
    public async Task The_process_of_the_cells_ends_with_the_input(string code)
    {
        var editor = new EditorPeer();
        using var process = Process.GetProcessById((int)editor.Until("hello")[0]["process"]!);
        editor.Until("started", editor.Run(code));
        await editor.CloseAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    private static JsonNode? Display(IReadOnlyList<JsonObject> messages)
    {
        Assert.Null(messages[^1]["error"]);
        return messages.Last(message => (string?)message["type"] == "display")["data"]!["text/plain"];
    }
}
