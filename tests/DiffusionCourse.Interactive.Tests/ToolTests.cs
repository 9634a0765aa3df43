using DiffusionCourse.Notebooks.Tests;
using DiffusionCourse.Tests;
using Xunit.Abstractions;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>The tool dotnet-interactive itself, with the course in it.</summary>
public sealed class ToolTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Where a run of the notebooks has left its executed notebooks (<c>course run --executed</c>): they need not run again.</summary>
    private const string ExecutedVariable = "DIFFUSION_COURSE_EXECUTED";

    private const string Chart = "Plot.Bars(\"Title\", \"Finding.\", [\"a\", \"b\"], new(\"time\", \"s\"), [1.0, 2.0]).Chart";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Notebooks_show_on_the_tool_what_they_show_in_the_course()
    {
        if (!Integration.Required)
        {
            output.WriteLine("Not tested: the tool has to be restored. Set DIFFUSION_COURSE_REQUIRE_INTEGRATION=1.");
            return;
        }

        var theirs = _folder["theirs"];
        await Dotnet.RunAsync(output, "tool", "restore");

        // Starting a kernel keeps one core busy, so that two runs go side by side.
        var parts = OnToolAsync(theirs, Directory.GetFiles(Path.Combine(CourseFolder.Root, "notebooks"), "*.dib"));
        var exercises = OnToolAsync(theirs, "notebooks/exercises", "notebooks/solutions");
        var ours = Environment.GetEnvironmentVariable(ExecutedVariable) is { Length: > 0 } executed ? executed : _folder["ours"];
        if (!Directory.Exists(ours))
        {
            await CourseAsync("run", "notebooks", "--output", _folder["our-pages"], "--executed", ours);
        }

        await parts;
        await exercises;
        var compared = await CourseAsync("compare", theirs, ours);

        var count = Directory.GetFiles(Path.Combine(CourseFolder.Root, "notebooks"), "*.dib", SearchOption.AllDirectories).Length;
        Assert.Contains($"{count} compared, 0 differences", compared, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chart_is_drawn_offline_whether_the_course_or_Plotlys_own_package_is_loaded_first(bool courseFirst)
    {
        if (!Integration.Required)
        {
            output.WriteLine("Not tested: the tool and a package have to be restored. Set DIFFUSION_COURSE_REQUIRE_INTEGRATION=1.");
            return;
        }

        await Dotnet.RunAsync(output, "tool", "restore");
        string[] cells = [$"#!import {CourseFolder.SetUp}", "#r \"nuget: Plotly.NET.Interactive, 6.0.0\""];
        if (!courseFirst)
        {
            Array.Reverse(cells);
        }

        // Below the repository, whose tool manifest counts.
        var folder = Directory.CreateDirectory(Path.Combine(CourseFolder.Root, "artifacts", $"charts-{Guid.NewGuid():N}"));
        try
        {
            var notebook = Path.Combine(folder.FullName, "chart.dib");
            await File.WriteAllTextAsync(notebook, string.Concat(cells.Append(Chart).Select(cell => $"#!csharp\n\n{cell}\n\n")));
            await CourseAsync("run", notebook, "--host", "dotnet-interactive", "--output", _folder["pages"], "--executed", _folder["executed"]);
            var shown = await File.ReadAllTextAsync(Path.Combine(_folder["executed"], "chart.ipynb"));

            Assert.Contains("Plotly.newPlot(place", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("require.config", shown, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> OnToolAsync(string executed, params string[] notebooks) =>
        CourseAsync(["run", .. notebooks, "--host", "dotnet-interactive", "--output", _folder[$"pages-{notebooks.Length}"], "--executed", executed]);

    private Task<string> CourseAsync(params string[] arguments) => Dotnet.RunAsync(output, [Dotnet.Course, .. arguments]);
}
