using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>A window of VS Code, used by keys and by what stands in it, as a student uses it.</summary>
internal sealed class VscodeWindow(IPage page)
{
    private const float Patience = 60_000;
    private const float LongestRun = 180_000;

    public IPage Page => page;

    /// <summary>What cells show, in the page of the notebook's outputs.</summary>
    public IFrameLocator Outputs => page.FrameLocator("iframe.webview.ready").FrameLocator("#active-frame");

    private ILocator Status => page.Locator(".statusbar-item", new() { HasTextRegex = new Regex(@"C# (ready|running|not started)") });

    public static async Task<VscodeWindow> OpenAsync(IBrowser browser, CodeServer server, string folder, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1400, Height = 1000 }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"http://127.0.0.1:{server.Port}/?folder={Uri.EscapeDataString(folder)}");
        await page.Locator(".monaco-workbench").WaitForAsync(new() { Timeout = Patience });
        return new VscodeWindow(page);
    }

    public async Task CommandAsync(string name)
    {
        await page.Keyboard.PressAsync("F1");
        await ChooseAsync(">" + name, name);
    }

    public async Task OpenNotebookAsync(string path)
    {
        await page.Keyboard.PressAsync("Control+p");
        await ChooseAsync(path, Path.GetFileName(path));
        await page.Locator(".notebook-editor .cell-list-container, .notebookOverlay .cell-list-container").First.WaitForAsync(new() { Timeout = Patience });
    }

    /// <summary>Runs all cells and waits for their end.</summary>
    public async Task<TimeSpan> RunAllAsync()
    {
        await WaitForStatusAsync("ready");
        var start = Stopwatch.GetTimestamp();
        await CommandAsync("Notebook: Run All");
        await WaitForStatusAsync("running");
        await WaitForStatusAsync("ready", LongestRun);
        return Stopwatch.GetElapsedTime(start);
    }

    public Task WaitForStatusAsync(string state, float patience = Patience) =>
        Assertions.Expect(Status).ToContainTextAsync($"C# {state}", new() { Timeout = patience });

    /// <summary>Writes a cell of its own at the end of the notebook.</summary>
    public async Task AddCellAsync(string code)
    {
        await CommandAsync("Notebook: Focus Last Cell");
        await CommandAsync("Notebook: Insert Code Cell Below");
        await page.Locator(".cell-list-container .monaco-list-row.focused .monaco-editor").Last.WaitForAsync();
        // Typed as a paste is, without completions and closing brackets.
        await page.Keyboard.InsertTextAsync(code);
    }

    public Task RunCellAsync() => page.Keyboard.PressAsync("Shift+Enter");

    /// <summary>What the side bar says of a notebook: run here, failed, checked.</summary>
    public async Task<string> StatusOfAsync(string title)
    {
        var row = page.Locator($".pane-body [role=treeitem][aria-label^=\"{title}\"]").First;
        await row.WaitForAsync(new() { Timeout = Patience });
        return await row.GetAttributeAsync("aria-label") ?? "";
    }

    public ILocator Notification(string text) => page.Locator(".notification-list-item", new() { HasText = text });

    private async Task ChooseAsync(string typed, string row)
    {
        var box = page.Locator(".quick-input-widget input");
        await box.FillAsync(typed);
        await page.Locator(".quick-input-list .monaco-list-row", new() { HasText = row }).First.ClickAsync(new() { Timeout = Patience });
    }
}
