using DiffusionCourse.Tests.Cli;
using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Browser;

/// <summary>All notebooks run once and a browser to look at their pages; the obstacle where there is no browser.</summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime.
public sealed class CoursePages : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly TemporaryFolder folder = new();
    private IPlaywright? playwright;
    private IBrowser? browser;

    public string? Obstacle { get; } = Chromium.Obstacle;

    public IReadOnlyList<string> Pages { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (Obstacle is not null)
        {
            return;
        }

        var run = await CourseCommand.RunAsync("run", "notebooks", "--output", folder.Path);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Pages = [.. Directory.GetFiles(folder.Path, "*.html", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
    }

    /// <summary>A page that counts what goes wrong on it.</summary>
    public async Task<VisitedPage> VisitAsync(string path, ColorScheme scheme, bool scripts = true)
    {
        var page = await browser!.NewPageAsync(new() { ColorScheme = scheme, JavaScriptEnabled = scripts });
        var visited = new VisitedPage(page);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return visited;
    }

    /// <summary>A reader with a memory of their own, with or without scripts.</summary>
    public async Task<SiteReader> ReadAsync(bool script = true) => new(
        await browser!.NewContextAsync(new() { JavaScriptEnabled = script, Permissions = ["clipboard-read", "clipboard-write"] }), folder.Path);

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        folder.Dispose();
    }
}
