using DiffusionCourse.Notebooks.Running;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Hosts;

/// <summary>Values of Plotly.NET and ImageSharp that nothing of the course wraps, in the course's own runner.</summary>
public sealed class RawValueTests
{
    [Fact]
    public async Task A_chart_and_an_image_show_alone_and_inside_another_value()
    {
        using var folder = new TemporaryFolder();
        var notebook = folder.File("chart.dib");
        await File.WriteAllTextAsync(notebook, $"""
            #!csharp
            #!import {Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "course", "setup.dib")}
            #!csharp
            var chart = Plot.Bars("Title", "Finding.", ["a", "b"], new("time", "s"), [1.0, 2.0]).Chart;
            chart
            #!csharp
            var image = new SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgba32>(3, 2);
            image
            #!csharp
            new object[] {"{ 1, chart, image }"}
            """);

        var report = await CourseRunner.RunAsync([notebook], new RunOptions { OutputFolder = folder.File("pages") });

        Assert.True(report.Passed, report.Notebooks[0].FirstFailure?.Error?.ToString());
        var page = await File.ReadAllTextAsync(report.Notebooks[0].PagePath!);
        Assert.Equal(1 + 2, page.Split("Plotly.newPlot(place").Length);
        Assert.Equal(1 + 2, page.Split("an image of 3 x 2 pixels").Length);
        Assert.Contains("data-once=\"plotly.js\"", page, StringComparison.Ordinal);
    }
}
