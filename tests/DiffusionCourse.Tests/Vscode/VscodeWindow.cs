using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>A window of VS Code, used by keys and by what stands in it, as a student uses it.</summary>
internal sealed class VscodeWindow(IPage page) : IAsyncDisposable
{
    private const float Patience = 60_000;
    private const float LongestRun = 180_000;
    private const float OneTry = 10_000;
    private const int Tries = 5;
    private const int Width = 1400;
    private const int Height = 1000;

    private static readonly TimeSpan TimeForPictures = TimeSpan.FromSeconds(0.7);

    public IPage Page => page;

    /// <summary>What cells show, in the page of the notebook's outputs, which is not the only page: the walkthrough may have one.</summary>
    public IFrameLocator Outputs => page.Locator("iframe.webview.ready[src*='purpose=notebookRenderer']").Last.ContentFrame.FrameLocator("#active-frame");

    private ILocator Status => page.Locator(".statusbar-item", new() { HasTextRegex = new Regex(@"C# (ready|running|not started)") });

    /// <summary>Opens a window, and a notebook in it.</summary>
    public static async Task<VscodeWindow> OpenAsync(IBrowser browser, CodeServer server, string folder, string notebook, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = Width, Height = Height }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"http://127.0.0.1:{server.Port}/?folder={Uri.EscapeDataString(folder)}");

        // Before the extension is known, a notebook would open as text.
        await page.Locator(".activitybar a[aria-label^=DiffusionCourse]").First.WaitForAsync(new() { Timeout = Patience });
        var window = new VscodeWindow(page);
        for (var tries = 1; ; tries++)
        {
            await window.ChooseAsync("Control+p", notebook, Path.GetFileName(notebook));
            try
            {
                await window.Status.WaitForAsync(new() { Timeout = OneTry });
                return window;
            }
            catch (TimeoutException) when (tries < Tries)
            {
                // The first window of a server opens the walkthrough, which may come to stand in front.
            }
        }
    }

    public Task CommandAsync(string name) => ChooseAsync("F1", ">" + name, name);

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

    /// <summary>Scrolls the notebook by most of its height, as a mouse wheel does, and gives pictures a moment.</summary>
    public async Task ScrollAsync()
    {
        await page.Mouse.MoveAsync(Width - 200, Height / 2);
        await page.Mouse.WheelAsync(0, Height * 0.7f);
        await Task.Delay(TimeForPictures);
    }

    public Task RunCellAsync() => page.Keyboard.PressAsync("Shift+Enter");

    /// <summary>Waits until the side bar says this of a notebook, in a moment of its own after the run: run here, failed, checked.</summary>
    public Task WaitForProgressAsync(string title, string pattern) =>
        Assertions.Expect(page.Locator($".pane-body [role=treeitem][aria-label^=\"{title}\"]").First)
            .ToHaveAttributeAsync("aria-label", new Regex(pattern), new() { Timeout = Patience });

    public async ValueTask DisposeAsync() => await page.Context.CloseAsync();

    public ILocator Notification(string text) => page.Locator(".notification-list-item", new() { HasText = text });

    private async Task ChooseAsync(string key, string typed, string text)
    {
        var box = page.Locator(".quick-input-widget input");
        var row = page.Locator(".quick-input-list .monaco-list-row", new() { HasText = text }).First;
        for (var tries = 1; ; tries++)
        {
            await page.Keyboard.PressAsync(key);
            try
            {
                await box.FillAsync(typed, new() { Timeout = OneTry });
                await row.ClickAsync(new() { Timeout = OneTry });
                return;
            }
            catch (TimeoutException) when (tries < Tries)
            {
                // A busy window may take the key late, or list files before it has found them.
                await page.Keyboard.PressAsync("Escape");
            }
        }
    }
}
