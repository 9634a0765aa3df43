using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>A window of VS Code, used by keys and by what stands in it, as a student uses it.</summary>
internal sealed class VscodeWindow(IPage page) : IAsyncDisposable
{
    private const float Patience = 60_000;
    private const float LongestRun = 180_000;

    /// <summary>The first of several, which grow: a key that a busy window has lost is not waited for.</summary>
    private const float OneTry = 2_000;
    private const int Tries = 7;
    private const int MostPages = 40;
    private const string AllOutputs = "iframe.webview.ready[src*='purpose=notebookRenderer']";
    private const int Width = 1400;
    private const int Height = 1000;

    /// <summary>How far one turn of the wheel goes in a notebook, in pixels, whatever the turn's own size.</summary>
    private const float Turn = 50;

    // A run may be over before the window has been looked at.
    private const string WatchForRun = """
        () => {
          window.courseRan = false;
          const bar = document.querySelector('.part.statusbar');
          const watch = new MutationObserver(() => {
            if (!bar.textContent.includes('C# running')) return;
            window.courseRan = true;
            watch.disconnect();
          });
          watch.observe(bar, { subtree: true, childList: true, characterData: true });
        }
        """;

    private static readonly TimeSpan TimeForPictures = TimeSpan.FromSeconds(0.7);

    /// <summary>The tab of the notebook that was opened last.</summary>
    private ILocator? _opened;

    public IPage Page => page;

    /// <summary>What cells show, in the page of the notebook's outputs, which is not the only page: the walkthrough may have one.</summary>
    public IFrameLocator Outputs => page.Locator(AllOutputs).Last.ContentFrame.FrameLocator("#active-frame");

    /// <summary>The cells of code that are in sight.</summary>
    public ILocator Cells => page.Locator(".cell-list-container .monaco-list-row.code-cell-row");

    public ILocator InterruptButton => page.Locator(".notebook-toolbar-container a[aria-label=Interrupt]");

    /// <summary>The tab of the notebook in front.</summary>
    private ILocator Tab => page.Locator(".editor-group-container.active .tab.active");

    private ILocator Status => page.Locator(".statusbar-item", new() { HasTextRegex = new Regex(@"C# (ready|running|starting|not started)") });

    /// <summary>Opens a window, and a notebook in it.</summary>
    public static async Task<VscodeWindow> OpenAsync(IBrowser browser, CodeServer server, string folder, string notebook, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = Width, Height = Height }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"http://127.0.0.1:{server.Port}/?folder={Uri.EscapeDataString(folder)}");

        // Before the extension is known, a notebook would open as text.
        await page.Locator(".activitybar a[aria-label^=DiffusionCourse]").First.WaitForAsync(new() { Timeout = Patience });
        var window = new VscodeWindow(page);
        await window.OpenNotebookAsync(notebook);
        return window;
    }

    /// <summary>Opens a notebook, beside those that are open.</summary>
    public async Task OpenNotebookAsync(string notebook)
    {
        _opened = page.GetByRole(AriaRole.Tab, new() { Name = Path.GetFileName(notebook) });
        for (var tries = 1; ; tries++)
        {
            await ChooseAsync("Control+p", notebook, Path.GetFileName(notebook), Path.GetDirectoryName(notebook)!);
            try
            {
                await Tab.And(_opened).WaitForAsync(new() { Timeout = OneTry * tries });
                await Status.WaitForAsync(new() { Timeout = OneTry * tries });
                return;
            }
            catch (TimeoutException) when (tries < Tries)
            {
                // The first window of a server opens the walkthrough, which may come to stand in front.
            }
        }
    }

    /// <summary>Closes the notebooks, and their kernels with them.</summary>
    public async Task CloseNotebooksAsync()
    {
        await CommandAsync("View: Close All Editors");
        await Assertions.Expect(page.Locator(".tab")).ToHaveCountAsync(0, new() { Timeout = Patience });
    }

    /// <summary>Writes a letter into the last cell, takes it away again, and saves the notebook in front, which VS Code then writes anew.</summary>
    public async Task SaveAgainAsync()
    {
        for (var tries = 1; ; tries++)
        {
            await CommandAsync("Notebook: Focus Last Cell");
            await page.Keyboard.PressAsync("Enter");
            try
            {
                await page.Locator(".cell-list-container .monaco-editor.focused").WaitForAsync(new() { Timeout = OneTry * tries });
                break;
            }
            catch (TimeoutException) when (tries < Tries)
            {
                // The notebook was not there yet.
            }
        }

        await page.Keyboard.InsertTextAsync("x");
        await Assertions.Expect(Tab).ToHaveClassAsync(new Regex(@"\bdirty\b"), new() { Timeout = Patience });
        await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.PressAsync("Control+s");
        await Assertions.Expect(Tab).Not.ToHaveClassAsync(new Regex(@"\bdirty\b"), new() { Timeout = Patience });
    }

    public Task CommandAsync(string name) => ChooseAsync("F1", ">" + name, name);

    /// <summary>Runs all cells and waits for their end.</summary>
    /// <returns>The time from the click to the end.</returns>
    public async Task<TimeSpan> RunAllAsync()
    {
        await WaitForStatusAsync("ready");
        await page.EvaluateAsync(WatchForRun);
        var start = Stopwatch.GetTimestamp();
        await StartAllAsync();
        await page.WaitForFunctionAsync("() => window.courseRan", null, new() { Timeout = Patience });
        await WaitForStatusAsync("ready", LongestRun);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Starts all cells: by the notebook's button, or where half a window has no room for it, by the command.</summary>
    public async Task StartAllAsync()
    {
        var button = page.Locator(".notebook-toolbar-container a[aria-label='Run All']:visible").First;
        if (await button.IsVisibleAsync())
        {
            await button.ClickAsync();
        }
        else
        {
            await CommandAsync("Notebook: Run All");
        }
    }

    /// <summary>Waits as the page is drawn, not in steps of a second: runs are timed by it.</summary>
    public Task WaitForStatusAsync(string state, float patience = Patience) =>
        Status.Filter(new() { HasText = $"C# {state}" }).WaitForAsync(new() { Timeout = patience });

    /// <summary>Writes a cell of its own at the end of the notebook.</summary>
    public async Task AddCellAsync(string code)
    {
        await CommandAsync("Notebook: Focus Last Cell");
        await CommandAsync("Notebook: Insert Code Cell Below");
        await page.Locator(".cell-list-container .monaco-list-row.focused .monaco-editor").Last.WaitForAsync();
        // Typed as a paste is, without completions and closing brackets.
        await page.Keyboard.InsertTextAsync(code);
    }

    /// <summary>Shows the notebook once more in the half of the window to the right, about 500 pixels wide, and stays there.</summary>
    public async Task SplitAsync()
    {
        var outputs = page.Locator(AllOutputs);
        var before = await outputs.CountAsync();
        await CommandAsync("View: Split Editor Right");
        await Assertions.Expect(outputs).ToHaveCountAsync(before + 1, new() { Timeout = Patience });
    }

    /// <summary>Goes to the first cell, in the half to the right where there are two.</summary>
    public async Task GoToTopAsync()
    {
        await CommandAsync("View: Focus Last Editor Group");
        await CommandAsync("Notebook: Focus First Cell");
    }

    /// <summary>Scrolls until something in an output can be clicked.</summary>
    public async Task ScrollToAsync(ILocator shown)
    {
        await GoToTopAsync();
        for (var pages = 0; pages < MostPages; pages++)
        {
            if (await shown.CountAsync() > 0 && await shown.BoundingBoxAsync() is { } box && box.Y > Height / 5 && box.Y + box.Height < Height * 4 / 5)
            {
                return;
            }

            await ScrollAsync(Height / 3);
        }

        Assert.Fail($"{shown} did not come into sight.");
    }

    /// <summary>Scrolls through a notebook that runs until something is shown: outputs that are out of sight are not drawn.</summary>
    public async Task WaitForOutputAsync(ILocator shown)
    {
        var start = Stopwatch.GetTimestamp();
        while (await shown.CountAsync() == 0 || !await shown.IsVisibleAsync())
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalMilliseconds < LongestRun, $"{shown} did not come into sight.");
            await page.Mouse.MoveAsync(Width - 200, Height / 2);
            await page.Mouse.WheelAsync(0, Turn);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Scrolls the notebook by most of its height, as a mouse wheel does, and gives pictures a moment.</summary>
    public async Task ScrollAsync(float by = Height * 0.7f)
    {
        await page.Mouse.MoveAsync(Width - 200, Height / 2);
        for (var gone = 0f; gone < by; gone += Turn)
        {
            await page.Mouse.WheelAsync(0, Turn);
        }

        await Task.Delay(TimeForPictures);
    }

    public Task RunCellAsync() => page.Keyboard.PressAsync("Shift+Enter");

    /// <summary>Waits until the side bar says this of a notebook, in a moment of its own after the run: run here, failed, checked.</summary>
    public Task WaitForProgressAsync(string title, string pattern) =>
        Assertions.Expect(page.Locator($".pane-body [role=treeitem][aria-label^=\"{title}\"]").First)
            .ToHaveAttributeAsync("aria-label", new Regex(pattern), new() { Timeout = Patience });

    public async ValueTask DisposeAsync() => await page.Context.CloseAsync();

    public ILocator Notification(string text) => page.Locator(".notification-list-item", new() { HasText = text });

    private async Task ChooseAsync(string key, string typed, string text, string more = "")
    {
        var box = page.Locator(".quick-input-widget input");
        var row = page.Locator(".quick-input-list .monaco-list-row", new() { HasText = text }).Filter(new() { HasText = more }).First;
        for (var tries = 1; ; tries++)
        {
            await page.Keyboard.PressAsync(key);
            try
            {
                await box.FillAsync(typed, new() { Timeout = OneTry * tries });
                await row.WaitForAsync(new() { Timeout = OneTry * tries });
            }
            catch (TimeoutException) when (tries < Tries)
            {
                // A busy window may take the key late, or list files and commands before it has found them. Commands of a notebook are listed
                // where it has the focus, which the walkthrough may have taken, or a box that closed left to nobody.
                await page.Keyboard.PressAsync("Escape");
                if (_opened is not null && await _opened.First.IsVisibleAsync())
                {
                    await _opened.First.ClickAsync();
                }

                continue;
            }

            // Once only, however long it takes: a window can be split twice.
            await row.ClickAsync(new() { Timeout = Patience });
            return;
        }
    }
}
