using DiffusionCourse.Tests.Browser;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Jupyter;

/// <summary>Jupyter in a real browser. What was seen is kept in artifacts/screenshots/jupyter.</summary>
[Collection(CourseKernelGroup.Name)]
public sealed class ClassicNotebookTests(CourseKernel kernel, ITestOutputHelper output)
{
    [Fact]
    public async Task A_student_runs_a_notebook_sees_charts_and_grids_and_interrupts_a_long_generation()
    {
        if (!CanRun())
        {
            return;
        }

        await using var server = await NotebookServer.StartAsync(kernel.Peer.Start(), kernel.Notebooks);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var notebook = await ClassicNotebook.OpenAsync(browser, server.Address("04-guidance-scale.ipynb"));
        await notebook.RunAllAsync(240);
        await notebook.WaitForChartAsync();
        Assert.Equal(0, await notebook.ErrorsAsync());
        var charts = await notebook.DrawnChartsAsync();
        var pictures = await notebook.DrawnPicturesAsync();
        Assert.True(charts >= 1, $"{charts} charts");
        Assert.True(pictures >= 4, $"{pictures} pictures");
        await notebook.KeepPictureAsync("chart.png", ".js-plotly-plot");
        await notebook.KeepPictureAsync("grid.png", ".output img");

        // What a notebook shows is trusted by whoever ran it: the saved one draws again, without being run. (Not with a cell added: this
        // version of Jupyter's notebook gives it no id, and finds its own signature wrong when it reads one in.)
        await notebook.SaveAndReloadAsync();
        await notebook.WaitForChartAsync();
        Assert.Equal(charts, await notebook.DrawnChartsAsync());
        await notebook.KeepPictureAsync("reloaded.png", ".js-plotly-plot");

        await notebook.StartNewCellAsync("Console.WriteLine(\"drawing\");\nawait pipeline.GenerateAsync(request with { Steps = 900 })");
        await notebook.Page.GetByText("drawing", new() { Exact = true }).Last.WaitForAsync();
        await notebook.InterruptAsync();
        await notebook.WaitUntilIdleAsync(10);
        Assert.Contains("Cancel", await notebook.LastOutputAsync());
        await notebook.KeepPictureAsync("interrupted.png", ".output_error");
        await notebook.StartNewCellAsync("(await pipeline.GenerateAsync(request with { Steps = 2 })).Request.Steps + 40");
        await notebook.WaitUntilIdleAsync(30);
        Assert.Equal("42", (await notebook.LastOutputAsync()).Split('\n')[^1].Trim());
    }

    [Fact]
    public async Task A_student_solves_an_exercise_and_has_it_checked()
    {
        if (!CanRun())
        {
            return;
        }

        await using var server = await NotebookServer.StartAsync(kernel.Peer.Start(), kernel.Notebooks);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var notebook = await ClassicNotebook.OpenAsync(browser, server.Address("exercises/04-classifier-free-guidance.ipynb"));
        await notebook.RunAllAsync(120);
        Assert.Equal(0, await notebook.ErrorsAsync());
        var before = await notebook.RunAsync("Exercise.ClassifierFreeGuidance.Check", 30);
        await notebook.EditAndRunAsync("Your code here", "double[] Guide(double[] unconditional, double[] conditional, double w) =>\n    [.. unconditional.Zip(conditional, (u, c) => u + w * (c - u))];", 30);
        var after = await notebook.RunAsync("Exercise.ClassifierFreeGuidance.Check", 30);
        output.WriteLine($"{before}\n->\n{after}");
        await notebook.KeepPictureAsync("exercise.png", ".cell.selected .output");
        Assert.NotEqual(before, after);
        Assert.Contains("passed", after, StringComparison.OrdinalIgnoreCase);
    }

    private bool CanRun() => kernel.IsPresent(output) && kernel.Peer.HasModule("notebook", output) && Chromium.IsPresent(output);
}
