using DiffusionCourse.Tests.Cli;
using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Browser;

/// <summary>All notebooks run once and a browser to look at their pages; the obstacle where there is no browser.</summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime.
public sealed class CoursePages : IAsyncLifetime
#pragma warning restore CA1001
{
    /// <summary>Where a run of the notebooks has left its pages (<c>course run --output</c>): they need not run again.</summary>
    private const string Variable = "DIFFUSION_COURSE_PAGES";

    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public string? Obstacle { get; } = Chromium.Obstacle;

    public string Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : _folder.Path;

    public IReadOnlyList<string> Pages { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (Obstacle is not null)
        {
            return;
        }

        if (Folder == _folder.Path)
        {
            var run = await CourseCommand.RunAsync("run", "notebooks", "--output", Folder);
            Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        }

        Pages = [.. Directory.GetFiles(Folder, "*.html", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
    }

    /// <summary>A page that counts what goes wrong on it.</summary>
    public async Task<VisitedPage> VisitAsync(string path, ColorScheme scheme, bool scripts = true)
    {
        var page = await _browser!.NewPageAsync(new() { ColorScheme = scheme, JavaScriptEnabled = scripts });
        var visited = new VisitedPage(page);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return visited;
    }

    /// <summary>A reader with a memory of their own, with or without scripts.</summary>
    public async Task<SiteReader> ReadAsync(bool script = true) => new(
        await _browser!.NewContextAsync(new() { JavaScriptEnabled = script, Permissions = ["clipboard-read", "clipboard-write"] }), Folder);

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _folder.Dispose();
    }
}
