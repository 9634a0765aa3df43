using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Comparing;

namespace DiffusionCourse.Notebooks.Tests.Comparing;

public sealed class NotebookComparisonTests : IDisposable
{
    private const string Html = "{\"output_type\":\"display_data\",\"metadata\":{},\"data\":{\"text/html\":\"HERE\"}}";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Times_ids_pictures_and_the_way_of_showing_do_not_count()
    {
        var one = Html.Replace("HERE", "<td>yes</td><p id='dc-0123456789ab'>1.5 s <img src='data:image/png;base64,AAA='></p>", StringComparison.Ordinal);
        var other = Html.Replace("HERE", "<td>no</td><p id='dc-ba9876543210'>27 s <img src='data:image/png;base64,BBBB'></p>", StringComparison.Ordinal)
            .Replace("display_data\"", "execute_result\",\"execution_count\":1", StringComparison.Ordinal);
        Assert.Empty(Compare(Notebook("x", one), Notebook("x", other)));
    }

    [Theory]
    [InlineData("<figure><figcaption><strong>Times</strong><span>{0}</span></figcaption><div class=\\\"plot\\\" role=\\\"img\\\" aria-label=\\\"Times. {0}\\\"></div></figure>")]
    [InlineData("<p class=\\\"dc-finding\\\" style=\\\"margin:0\\\"><strong>This run:</strong> {0}</p>")]
    public void Sentences_that_a_run_makes_of_its_own_data_do_not_count(string html)
    {
        string Shown(string sentence) => Notebook("x", Html.Replace("HERE", html.Replace("{0}", sentence, StringComparison.Ordinal), StringComparison.Ordinal));

        Assert.Empty(Compare(Shown("Half the steps is the fastest."), Shown("Guidance off is the fastest.").Replace("margin:0", "margin:1", StringComparison.Ordinal)));
        Assert.Single(Compare(Shown("one"), Shown("one").Replace("Times", "Costs", StringComparison.Ordinal).Replace("This run", "That run", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("<span>Batch</span>")]
    [InlineData("<div class=\\\"dni-plaintext\\\"><pre>Batch</pre></div>")]
    public void Plain_text_may_be_wrapped_by_the_host(string html) =>
        Assert.Empty(Compare(Notebook("x", Html.Replace("HERE", html, StringComparison.Ordinal)), Notebook("x", Html.Replace("html", "plain", StringComparison.Ordinal).Replace("HERE", "Batch", StringComparison.Ordinal))));

    [Fact]
    public void Imports_may_lead_along_other_paths() => Assert.Empty(Compare(Notebook("#!import ../setup.dib", ""), Notebook("#!import /course/setup.dib", "")));

    [Theory]
    [InlineData("{\"output_type\":\"error\",\"ename\":\"E\",\"evalue\":\"bad\",\"traceback\":[]}", "cell 2: it fails in one host only: E: bad")]
    [InlineData("", "cell 2: it shows [text/html] in one host, [] in the other.")]
    [InlineData("{\"output_type\":\"display_data\",\"metadata\":{},\"data\":{\"text/plain\":\"HERE\"}}", "it shows [text/html] in one host, [text/plain] in the other.")]
    [InlineData("{\"output_type\":\"display_data\",\"metadata\":{},\"data\":{\"text/html\":\"THERE\"}}", "cell 2: output 1 differs: 'HERE' and 'THERE'.")]
    public void What_hosts_do_otherwise_is_named_with_its_cell(string output, string message) =>
        Assert.Contains(message, Assert.Single(Compare(Notebook("x", Html), Notebook("x", output))).ToString());

    [Fact]
    public void Other_code_is_another_notebook() => Assert.Equal("cell 2: the code differs.", Assert.Single(Compare(Notebook("x", ""), Notebook("y", ""))).ToString());

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<CellDifference> Compare(string one, string other) => NotebookComparison.Compare(_folder.Write("one.ipynb", one), _folder.Write("other.ipynb", other));

    private static string Notebook(string code, string output) => new JsonObject
    {
        ["cells"] = new JsonArray(
            new JsonObject { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = "# T" },
            new JsonObject { ["cell_type"] = "code", ["metadata"] = new JsonObject(), ["source"] = code, ["execution_count"] = 1, ["outputs"] = output.Length == 0 ? [] : new JsonArray(JsonNode.Parse(output)) }),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();
}
