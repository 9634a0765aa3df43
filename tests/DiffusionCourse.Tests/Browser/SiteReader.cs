using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Browser;

/// <summary>Somebody who reads the site: one browser profile, with what it remembers.</summary>
public sealed class SiteReader(IBrowserContext context, string folder) : IAsyncDisposable
{
    private IPage? _page;

    /// <summary>Opens a page of the site.</summary>
    public async Task<IPage> OpenAsync(string name)
    {
        _page ??= await context.NewPageAsync();
        await _page.GotoAsync(new Uri(Path.Combine(folder, name)).AbsoluteUri);
        return _page;
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
