using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Jupyter;

[Collection(CourseKernelGroup.Name)]
public sealed class NbconvertTests(CourseKernel kernel, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>
    /// One of each kind of output: explorers, pictures beside charts, an animation, tables, formulas, an untouched exercise and a solved one.
    /// All notebooks run in the course's own runner and on .NET Interactive in every build.
    /// </summary>
    private static readonly string[] Chosen =
    [
        "00-from-noise-to-picture.ipynb", "02-loading.ipynb", "04-guidance-scale.ipynb", "09-denoising.ipynb", "10-the-mathematics.ipynb",
        "13-current-models.ipynb", "exercises/09-forward-process.ipynb", "solutions/13-velocity.ipynb",
    ];

    [Fact]
    public async Task Nbconvert_executes_notebooks_of_every_kind_on_the_kernel()
    {
        if (!kernel.IsPresent(output) || !kernel.Peer.HasModule("nbconvert", output))
        {
            return;
        }

        string[] notebooks = [.. Chosen.Select(name => Path.Combine(kernel.Notebooks, name))];
        var log = await kernel.Peer.RunModuleAsync(
            Patience, "nbconvert", ["--to", "notebook", "--execute", "--inplace", "--ExecutePreprocessor.timeout=300", .. notebooks]);
        output.WriteLine(log);
        Assert.All(notebooks, RequireOutputs);
    }

    /// <summary>What must show does: every notebook has pictures or charts or tables, none an error, and the first chart its library.</summary>
    private static void RequireOutputs(string path)
    {
        var cells = JsonNode.Parse(File.ReadAllText(path))!["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code").ToList();
        var outputs = cells.SelectMany(cell => cell!["outputs"]!.AsArray()).ToList();
        Assert.All(cells, cell => Assert.NotNull(cell!["execution_count"]));
        Assert.DoesNotContain(outputs, found => (string?)found!["output_type"] == "error");
        var shown = outputs.Where(found => found!["data"]?["text/html"] is not null).ToList();
        Assert.True(shown.Count >= 2, $"{path}: {shown.Count} outputs in HTML");
        int Count(string part) => shown.Count(found => Text(found!["data"]!["text/html"]!).Contains(part, StringComparison.Ordinal));
        Assert.Equal(Math.Min(1, Count("dc-figure")), Count("data-once=\"plotly.js\""));
        Assert.All(shown.Where(found => (string?)found!["output_type"] == "execute_result"), found => Assert.NotNull(found!["data"]!["text/plain"]));
    }

    /// <summary>Notebook files keep text as one string or as a list of lines.</summary>
    private static string Text(JsonNode node) => node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)node!;
}
