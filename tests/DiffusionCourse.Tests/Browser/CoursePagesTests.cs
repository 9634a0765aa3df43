using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Browser;

[Collection(CoursePagesGroup.Name)]
public sealed partial class CoursePagesTests(CoursePages pages, ITestOutputHelper output)
{
    // Part 9, with every step of a film three times, exact.
    private const long LargestPage = 11_000_000;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_page_shows_every_picture_and_chart_without_error_or_request(ColorScheme scheme)
    {
        if (!CanRun())
        {
            return;
        }

        Assert.True(pages.Pages.Count >= 6, "five notebooks and an index");
        foreach (var path in pages.Pages)
        {
            var visited = await pages.VisitAsync(path, scheme);
            var charts = await visited.Page.Locator("[data-figure], .js-plotly-plot").CountAsync();
            await visited.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
            var broken = await visited.Page.EvaluateAsync<int>("() => [...document.images].filter(i => !(i.complete && i.naturalWidth > 0)).length");
            var unnamed = await visited.Page.EvaluateAsync<int>("() => [...document.images].filter(i => !i.alt).length");
            Assert.Equal(0, broken);
            Assert.Equal(0, unnamed);
            Assert.Empty(visited.Errors);
            Assert.Empty(visited.RequestsOutside);
            output.WriteLine($"{Path.GetFileName(path)}: {charts} charts");
            await visited.Page.CloseAsync();
        }
    }

    [Fact]
    public async Task Charts_are_drawn_where_the_notebooks_have_them()
    {
        if (!CanRun())
        {
            return;
        }

        foreach (var (name, least) in new[] { ("01-setup", 1), ("03-guidance-mathematics", 2), ("04-guidance-scale", 1), ("05-step-count", 3) })
        {
            var visited = await pages.VisitAsync(pages.Pages.Single(path => path.Contains(name, StringComparison.Ordinal)), ColorScheme.Light);
            await visited.Page.Locator(".js-plotly-plot .main-svg").First.WaitForAsync();
            var drawn = await visited.Page.Locator(".js-plotly-plot").CountAsync();
            Assert.True(drawn >= least, $"{name}: {drawn} charts drawn, {least} expected");
            await visited.Page.CloseAsync();
        }
    }

    [Fact]
    public async Task Pictures_are_there_where_the_notebooks_draw_them()
    {
        if (!CanRun())
        {
            return;
        }

        foreach (var (name, least) in new[] { ("02-loading", 6), ("04-guidance-scale", 16), ("05-step-count", 4) })
        {
            var visited = await pages.VisitAsync(pages.Pages.Single(path => path.Contains(name, StringComparison.Ordinal)), ColorScheme.Light);
            var pictures = await visited.Page.Locator("img").CountAsync();
            Assert.True(pictures >= least, $"{name}: {pictures} pictures, {least} expected");
            await visited.Page.CloseAsync();
        }
    }

    [Fact]
    public void No_page_is_too_large_or_names_a_place_of_this_machine()
    {
        if (!CanRun())
        {
            return;
        }

        foreach (var path in pages.Pages)
        {
            Assert.InRange(new FileInfo(path).Length, 1000, LargestPage);
            var html = File.ReadAllText(path);
            Assert.DoesNotContain(Cli.CourseCommand.RepositoryRoot, html, StringComparison.Ordinal);

            // A relative path that leaves the pages' folder names this machine's folders too.
            var folder = Path.GetDirectoryName(path)!;
            Assert.All(RelativeLink().Matches(html), link => Assert.StartsWith(pages.Folder, Path.GetFullPath(link.Groups[1].Value, folder), StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("href=\"((?![a-z]+:|#|/)[^\"]+)\"")]
    private static partial Regex RelativeLink();

    private bool CanRun()
    {
        if (pages.Obstacle is null)
        {
            return true;
        }

        Assert.False(Integration.Required, pages.Obstacle);
        output.WriteLine($"Not tested: {pages.Obstacle}");
        return false;
    }
}
