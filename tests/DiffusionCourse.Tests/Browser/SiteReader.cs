using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Browser;

/// <summary>Somebody who reads the site: one browser profile, with what it remembers.</summary>
public sealed class SiteReader(IBrowserContext context, string folder) : IAsyncDisposable
{
    private IPage? page;

    /// <summary>Opens a page of the site.</summary>
    public async Task<IPage> OpenAsync(string name)
    {
        page ??= await context.NewPageAsync();
        await page.GotoAsync(new Uri(Path.Combine(folder, name)).AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
