using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Browser;

/// <summary>The site as a reader uses it, from the file system: progress, search, folding, copying, keyboard, no script.</summary>
[Collection(CoursePagesGroup.Name)]
public sealed class SiteUseTests(CoursePages pages, ITestOutputHelper output)
{
    [Fact]
    public async Task Progress_is_remembered_and_shown_in_the_contents()
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("01-setup.html");
        Assert.Equal("false", await page.Locator(".mark").GetAttributeAsync("aria-pressed"));
        await page.Locator(".mark").ClickAsync();
        Assert.Equal("Done ✓", await page.Locator(".mark").TextContentAsync());
        await reader.OpenAsync("02-loading.html");

        page = await reader.OpenAsync("index.html");
        Assert.StartsWith("1 of ", await page.Locator(".progress span").TextContentAsync(), StringComparison.Ordinal);
        Assert.True(await page.Locator("li[data-page='01-setup.html'] .tick input").IsCheckedAsync());
        Assert.Equal("opened", await page.Locator("li[data-page='02-loading.html'] .seen").TextContentAsync());
        await page.Locator("li[data-page='02-loading.html'] .tick input").CheckAsync();
        Assert.StartsWith("2 of ", await page.Locator(".progress span").TextContentAsync(), StringComparison.Ordinal);

        page = await reader.OpenAsync("02-loading.html");
        Assert.Equal("true", await page.Locator(".mark").GetAttributeAsync("aria-pressed"));
    }

    [Fact]
    public async Task Words_are_found_on_a_page_and_in_the_course()
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("02-loading.html");
        await page.Locator("#find").FillAsync("text encoder");
        Assert.Matches("^[1-9][0-9]* found$", await page.Locator(".find output").TextContentAsync());
        await page.Locator("#find").PressAsync("Enter");
        Assert.StartsWith("1 of ", await page.Locator(".find output").TextContentAsync(), StringComparison.Ordinal);
        await page.Locator("#find").PressAsync("Shift+Enter");
        Assert.Matches("^([0-9]+) of \\1$", await page.Locator(".find output").TextContentAsync());

        // What nobody sees is not found; words are found across the ends of lines; the last place is one step back from the first.
        page = await reader.OpenAsync("10-the-mathematics.html");
        await page.Locator("#find").FillAsync("\\bar");
        Assert.Equal("0 found", await page.Locator(".find output").TextContentAsync());
        await page.EvaluateAsync("document.querySelector('main').insertAdjacentHTML('beforeend', '<p>zzone\\n  (zztwo</p>')");
        await page.Locator("#find").FillAsync("zzone (zztwo");
        Assert.Equal("1 found", await page.Locator(".find output").TextContentAsync());
        await page.Locator("#find").FillAsync("noise");
        await page.Locator("#find").PressAsync("Shift+Enter");
        Assert.Matches("^([0-9]+) of \\1$", await page.Locator(".find output").TextContentAsync());

        page = await reader.OpenAsync("index.html");
        await page.Locator("#find-all").FillAsync("tokenizer");
        var result = page.Locator(".results a").First;
        var title = (await result.TextContentAsync())!;
        await result.ClickAsync();
        Assert.Contains(title.Split(':')[0], await page.TitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_words_that_were_searched_for_are_marked()
    {
        // A word of a heading that its section's text has not, in so few sections that all of them are listed.
        const string WordOfAHeading = """
            () => {
              const sections = JSON.parse(document.getElementById("course-text").textContent)
                .map(section => ({ heading: section.heading.toLowerCase(), text: section.text.toLowerCase() }));
              const places = word => sections.filter(section => section.heading.includes(word) || section.text.includes(word)).length;
              return sections.flatMap(section => (section.heading.match(/[a-z]{4,}/g) ?? [])
                .filter(word => !section.text.includes(word) && places(word) <= 30))[0];
            }
            """;
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("index.html");
        var word = await page.EvaluateAsync<string>(WordOfAHeading);
        Assert.False(string.IsNullOrEmpty(word), "no heading has a word that its section has not");
        await page.Locator("#find-all").FillAsync(word);

        Assert.All(await page.Locator(".results mark").AllTextContentsAsync(), mark => Assert.Equal(word, mark, ignoreCase: true));
        var unmarked = await page.Locator(".results li:not(:has(mark)) p").AllTextContentsAsync();
        Assert.NotEmpty(unmarked);
        Assert.All(unmarked, text => Assert.NotEqual("", text));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1152)]
    [InlineData(1400)]
    public async Task Explanations_keep_within_the_window(int width)
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("05-step-count.html");
        await page.SetViewportSizeAsync(width, 800);
        var terms = await page.Locator(".prose .term:visible").AllAsync();
        Assert.NotEmpty(terms);
        foreach (var term in terms)
        {
            await term.FocusAsync();
            Assert.True(await term.Locator(".tip").EvaluateAsync<bool>("tip => { const box = tip.getBoundingClientRect(); return box.left >= 0 && box.right <= document.documentElement.clientWidth; }"));
        }
    }

    [Fact]
    public async Task A_word_of_the_glossary_explains_itself_to_mouse_and_keyboard()
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("05-step-count.html");
        var term = page.Locator(".term").First;
        var tip = term.Locator(".tip");
        Assert.False(await tip.IsVisibleAsync());
        foreach (var show in new Func<Task>[] { () => term.HoverAsync(), () => term.FocusAsync() })
        {
            await page.Mouse.MoveAsync(0, 0);
            await show();
            Assert.True(await tip.IsVisibleAsync());
            Assert.True(await tip.EvaluateAsync<bool>("tip => { const box = tip.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth; }"));
            await page.Keyboard.PressAsync("Escape");
            Assert.False(await tip.IsVisibleAsync());
        }

        // On a telephone it stands at the lower edge, so that it fits.
        await page.SetViewportSizeAsync(390, 844);
        await page.Locator("h1").ClickAsync();
        await term.FocusAsync();
        Assert.True(await tip.EvaluateAsync<bool>("tip => { const box = tip.getBoundingClientRect(); return box.left >= 0 && box.right <= 390 && box.bottom <= innerHeight; }"));
    }

    [Fact]
    public async Task Code_folds_and_is_copied()
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("01-setup.html");
        var cell = page.Locator(".cell").Nth(1);
        await cell.Locator(".copy").ClickAsync();
        await cell.GetByText("Copied").WaitForAsync();
        Assert.Equal("Course.CheckSetup()", await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await cell.Locator(".fold").ClickAsync();
        Assert.False(await cell.Locator(".source").IsVisibleAsync());
        Assert.Equal("false", await cell.Locator(".fold").GetAttributeAsync("aria-expanded"));
        await page.Locator(".fold-all").ClickAsync();
        Assert.Equal(0, await page.Locator(".source:visible").CountAsync());
        await page.Locator(".fold-all").ClickAsync();
        Assert.Equal(await page.Locator(".cell").CountAsync(), await page.Locator(".source:visible").CountAsync());
    }

    /// <summary>Whatever the width was before, and whether the code was hidden when it changed.</summary>
    [Fact]
    public async Task Code_that_scrolls_is_reached_with_the_keyboard_at_every_width()
    {
        const int wide = 1280, narrow = 390;
        const string scrolls = "scrolls, reached", lost = "scrolls, not reached";
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("01-setup.html");
        Assert.Contains("fits, not reached", await CodeAsync(page, wide));
        var shown = await CodeAsync(page, narrow);
        Assert.Contains(scrolls, shown);
        Assert.DoesNotContain(lost, shown);
        foreach (var before in new[] { wide, narrow })
        {
            await CodeAsync(page, before);
            await page.Locator(".fold-all").ClickAsync();
            await CodeAsync(page, narrow + 10);
            await page.Locator(".fold-all").ClickAsync();
            shown = await CodeAsync(page, narrow + 10);
            Assert.Contains(scrolls, shown);
            Assert.DoesNotContain(lost, shown);
        }
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_and_is_trapped_nowhere()
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        foreach (var name in new[] { "index.html", "01-setup.html" })
        {
            var page = await reader.OpenAsync(name);
            await page.Keyboard.PressAsync("Tab");
            Assert.Equal("skip", await page.EvaluateAsync<string>("() => document.activeElement.className"));
            Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.getBoundingClientRect().top >= 0"), "the skip link shows");

            // Every control of the page's own, to the last of them; what cells show may bring more.
            var controls = await page.Locator("main :is(.fold, .copy, .fold-all, .mark, .prose a, .tick input):visible").CountAsync();
            var visited = 0;
            for (var presses = 0; presses < 300; presses++)
            {
                await page.Keyboard.PressAsync("Tab");
                var state = await page.EvaluateAsync<string>("() => document.activeElement === document.body || document.activeElement.className === 'skip' ? 'end' : document.activeElement.matches('main :is(.fold, .copy, .fold-all, .mark, .prose a, .tick input)') ? 'control' : 'other'");
                if (state == "end")
                {
                    break;
                }

                visited += state == "control" ? 1 : 0;
                Assert.NotEqual("none", await page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle"));
            }

            Assert.Equal(controls, visited);
        }
    }

    [Fact]
    public async Task Without_a_script_everything_can_be_read_and_nothing_is_offered_that_does_not_work()
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync(script: false);
        var page = await reader.OpenAsync("01-setup.html");
        Assert.True(await page.Locator("h1").IsVisibleAsync());
        Assert.Equal(await page.Locator(".cell").CountAsync(), await page.Locator(".source:visible").CountAsync());
        Assert.Equal(0, await page.Locator("button:visible").CountAsync());
        Assert.False(await page.Locator(".find").IsVisibleAsync());
        page = await reader.OpenAsync("index.html");
        Assert.False(await page.Locator(".find-all").IsVisibleAsync());
        await page.Locator("li[data-page='01-setup.html'] h3 a").ClickAsync();
        Assert.EndsWith("01-setup.html", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exercises_and_solutions_stand_apart_and_lead_to_each_other()
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("index.html");
        Assert.Equal(["Notebooks", "Exercises", "Solutions"], await page.Locator(".group h2").AllTextContentsAsync());
        Assert.False(await page.Locator("details.group li").First.IsVisibleAsync());
        await page.Locator("li[data-page^='exercises/'] a").First.ClickAsync();
        var exercise = page.Url;
        await page.Locator(".solution a").ClickAsync();
        Assert.Equal(exercise.Replace("/exercises/", "/solutions/", StringComparison.Ordinal), page.Url);
        await page.Locator(".solution a").ClickAsync();
        Assert.Equal(exercise, page.Url);
        Assert.DoesNotContain("solutions/", await page.Locator(".pager a").First.GetAttributeAsync("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Printed_pages_leave_the_controls_out()
    {
        if (!CanRun())
        {
            return;
        }

        await using var reader = await pages.ReadAsync();
        var page = await reader.OpenAsync("01-setup.html");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(0, await page.Locator(".copy:visible, .fold:visible, .find:visible, .pager:visible, .mark:visible").CountAsync());
        Assert.True(await page.Locator(".source").First.IsVisibleAsync());
    }

    /// <summary>Of each piece of code in a window of that width: whether it scrolls, and whether the page makes it a stop of the keyboard.</summary>
    private static async Task<string[]> CodeAsync(IPage page, int width)
    {
        await page.SetViewportSizeAsync(width, 800);
        await page.WaitForFunctionAsync("width => innerWidth === width", width);

        // Sizes are observed at the end of a frame.
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        return await page.Locator(".source").EvaluateAllAsync<string[]>(
            "all => all.map(code => (code.scrollWidth > code.clientWidth + 1 ? 'scrolls' : 'fits') + (code.hasAttribute('tabindex') ? ', reached' : ', not reached'))");
    }

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
