using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Browser;

/// <summary>Figures and explorers of all pages in a browser: drawn, described, moved by keys, and readable without scripts.</summary>
[Collection(CoursePagesGroup.Name)]
public sealed class FigureAndExplorerTests(CoursePages pages, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_figure_is_drawn_and_says_what_it_shows()
    {
        await OnEveryPage(".dc-figure", async (page, name, figures) =>
        {
            await page.WaitForFunctionAsync("count => document.querySelectorAll('.js-plotly-plot .main-svg').length >= count", figures);
            Assert.Equal(figures, await page.Locator(".dc-figure .js-plotly-plot").CountAsync());
            var texts = await page.Locator(".dc-figure [role=img]").EvaluateAllAsync<string[]>("all => all.map(plot => plot.ariaLabel ?? '')");
            Assert.Equal(figures, texts.Length);
            Assert.All(texts, text => Assert.Matches(@"^.+\. .*\d.*\.$", text));
            Assert.Equal(0, await page.Locator(".dc-figure .hint:visible").CountAsync());
        });
    }

    [Fact]
    public async Task Explorers_follow_the_keys_and_change_the_picture()
    {
        var explorers = 0;
        await OnEveryPage(".dc-explorer", async (page, name, count) =>
        {
            for (var i = 0; i < count; i++, explorers++)
            {
                var explorer = page.Locator(".dc-explorer").Nth(i);
                foreach (var slider in await explorer.Locator("input[type=range]").AllAsync())
                {
                    await slider.FocusAsync();
                    await slider.PressAsync("Home");
                    var (first, said) = (await Shown(explorer), await slider.GetAttributeAsync("aria-valuetext"));
                    await slider.PressAsync("End");
                    Assert.NotEqual(first, await Shown(explorer));
                    Assert.NotEqual(said, await slider.GetAttributeAsync("aria-valuetext"));
                    await slider.PressAsync("ArrowLeft");
                    Assert.Equal(await slider.GetAttributeAsync("aria-valuetext"), await slider.EvaluateAsync<string>("s => s.closest('.slider').querySelector('output').textContent"));
                    await slider.PressAsync("Home");
                    Assert.Equal(first, await Shown(explorer));
                    Assert.False(string.IsNullOrWhiteSpace(await slider.EvaluateAsync<string>("s => s.closest('label').querySelector('span').textContent")));
                }

                Assert.Equal("polite", await explorer.Locator(".stage").GetAttributeAsync("aria-live"));
            }
        });
        Assert.True(pages.Obstacle is not null || explorers >= 5, $"{explorers} explorers");
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1200)]
    public async Task Sliders_follow_the_mouse_and_the_keys_and_nothing_scrolls_sideways(int width)
    {
        var sliders = 0;
        await OnEveryPage(".dc-toy, .dc-explorer", async (page, name, _) =>
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var slider in await page.Locator(".dc-toy input[type=range], .dc-explorer input[type=range]").AllAsync())
            {
                if (!await slider.IsVisibleAsync())
                {
                    continue;
                }

                await slider.ScrollIntoViewIfNeededAsync();
                var box = (await slider.BoundingBoxAsync())!;
                Assert.True(box.X >= 0 && box.X + box.Width <= width, $"{name}: a slider from {box.X} to {box.X + box.Width}");
                await page.Mouse.ClickAsync(box.X + 0.02f * box.Width, box.Y + box.Height / 2);
                var (low, first) = (await Value(slider), await Said(slider));
                await page.Mouse.ClickAsync(box.X + 0.98f * box.Width, box.Y + box.Height / 2);
                var (high, last) = (await Value(slider), await Said(slider));
                Assert.True(high > low && first != last, $"{name}: {low} to {high}, \"{first}\" to \"{last}\"");
                await slider.PressAsync("Home");
                Assert.True(await Value(slider) <= low, name);
                sliders++;
            }

            Assert.True(await page.EvaluateAsync<bool>("() => document.scrollingElement.scrollWidth <= innerWidth"), $"{name} scrolls sideways at {width}");
        });
        Assert.True(pages.Obstacle is not null || sliders >= 15, $"{sliders} sliders");

        static Task<double> Value(ILocator slider) => slider.EvaluateAsync<double>("slider => slider.valueAsNumber");

        static Task<string> Said(ILocator slider) => slider.EvaluateAsync<string>("slider => slider.closest('.slider').querySelector('output').textContent");
    }

    [Fact]
    public async Task Without_scripts_tables_and_grids_stand_in_place_of_figures_and_explorers()
    {
        await OnEveryPage(".dc-figure, .dc-explorer", async (page, name, _) =>
        {
            Assert.Equal(await page.Locator(".dc-figure").CountAsync(), await page.Locator(".dc-figure details table:visible").CountAsync());
            Assert.Equal(0, await page.Locator(".dc-explorer input:visible").CountAsync());
            var all = await page.Locator(".dc-explorer details img").CountAsync();
            Assert.Equal(all, await page.Locator(".dc-explorer details img:visible").CountAsync());
        }, scripts: false);
    }

    [Fact]
    public async Task An_output_that_stands_on_a_page_twice_works_twice()
    {
        if (pages.Obstacle is not null)
        {
            return;
        }

        var grid = DiffusionCourse.Imaging.ImageGrid.Row([Imaging.TestPictures.Gradient(8, 8), Imaging.TestPictures.Gradient(8, 8, 90)], "two", ["first", "second"]);
        string html = grid.Explore("which").ToHtml(), path = Path.Combine(Path.GetDirectoryName(pages.Pages[0])!, "twice.htm");
        await File.WriteAllTextAsync(path, $"<!doctype html><title>twice</title>{html}{html}");
        var visited = await pages.VisitAsync(path, ColorScheme.Light);
        for (var i = 0; i < 2; i++)
        {
            var explorer = visited.Page.Locator(".dc-explorer").Nth(i);
            var before = await Shown(explorer);
            await explorer.Locator("input[type=range]").PressAsync("Home");
            Assert.NotEqual(before, await Shown(explorer));
        }

        Assert.Empty(visited.Errors);
        await visited.Page.CloseAsync();
    }

    private static async Task<string> Shown(ILocator explorer) =>
        string.Join('|', await explorer.Locator(".stage img").EvaluateAllAsync<string[]>("all => all.map(image => image.src)"));

    private async Task OnEveryPage(string selector, Func<IPage, string, int, Task> check, bool scripts = true)
    {
        if (pages.Obstacle is not null)
        {
            Assert.False(Integration.Required, pages.Obstacle);
            output.WriteLine($"Not tested: {pages.Obstacle}");
            return;
        }

        var found = 0;
        foreach (var path in pages.Pages)
        {
            var visited = await pages.VisitAsync(path, ColorScheme.Light, scripts);
            var count = await visited.Page.Locator(selector).CountAsync();
            if (count > 0)
            {
                await check(visited.Page, Path.GetFileName(path), count);
                found += count;
            }

            await visited.Page.CloseAsync();
        }

        Assert.True(found > 0, $"no {selector} on any page");
    }
}
