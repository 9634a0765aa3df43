using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Jupyter;

/// <summary>A notebook that is open in a browser, used as a student uses it.</summary>
internal sealed class ClassicNotebook(IPage page)
{
    private const float Milliseconds = 1000;

    public IPage Page => page;

    /// <summary>Opens a notebook and waits until its kernel is idle.</summary>
    public static async Task<ClassicNotebook> OpenAsync(IBrowser browser, Uri address)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 1400 } });
        var notebook = new ClassicNotebook(page);
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await page.GotoAsync(address.AbsoluteUri);
        await notebook.WaitForKernelAsync();
        return notebook;
    }

    public Task WaitForKernelAsync() => WaitAsync("() => window.Jupyter?.notebook?.kernel?.is_connected() && document.querySelector('#kernel_indicator_icon.kernel_idle_icon')", 60);

    /// <summary>Cell, Run All.</summary>
    public async Task RunAllAsync(int patience)
    {
        await page.ClickAsync("#celllink");
        await page.ClickAsync("#run_all_cells");
        await WaitUntilIdleAsync(patience);
    }

    public Task WaitUntilIdleAsync(int patience) => WaitAsync("() => !document.querySelector('.code_cell.running')", patience);

    /// <summary>Types another text into the code cell that holds this one, and runs it.</summary>
    public async Task EditAndRunAsync(string holding, string text, int patience)
    {
        await SelectAsync(holding);
        await page.Locator(".cell.selected .CodeMirror").ClickAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync(text);
        await page.Keyboard.PressAsync("Control+Enter");
        await WaitUntilIdleAsync(patience);
    }

    /// <summary>Runs the code cell that holds a text, and gives what it shows.</summary>
    public async Task<string> RunAsync(string holding, int patience)
    {
        await SelectAsync(holding);
        await page.Keyboard.PressAsync("Control+Enter");
        await WaitUntilIdleAsync(patience);
        return await page.Locator(".cell.selected .output").InnerTextAsync();
    }

    /// <summary>Adds a code cell at the end and starts it.</summary>
    public async Task StartNewCellAsync(string code)
    {
        await page.EvaluateAsync("() => { Jupyter.notebook.select(Jupyter.notebook.ncells() - 1); Jupyter.notebook.insert_cell_below('code'); Jupyter.notebook.select_next(); Jupyter.notebook.scroll_to_cell(Jupyter.notebook.ncells() - 1, 0); }");
        await page.Locator(".cell.selected .CodeMirror").ClickAsync();
        await page.Keyboard.InsertTextAsync(code);
        await page.Keyboard.PressAsync("Control+Enter");
    }

    public Task<string> LastOutputAsync() => page.Locator(".code_cell").Last.Locator(".output").InnerTextAsync();

    /// <summary>The toolbar's square.</summary>
    public Task InterruptAsync() => page.ClickAsync("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");

    /// <summary>Saves and loads the page again.</summary>
    public async Task SaveAndReloadAsync()
    {
        await page.EvaluateAsync("() => { Jupyter.notebook.save_notebook(); }");
        await WaitAsync("() => !Jupyter.notebook.dirty", 30);
        await page.ReloadAsync();
        await WaitForKernelAsync();
    }

    public Task<int> DrawnChartsAsync() => page.EvaluateAsync<int>("() => [...document.querySelectorAll('.js-plotly-plot')].filter(plot => plot.querySelector('.main-svg')?.getBoundingClientRect().width > 100).length");

    public Task WaitForChartAsync() => page.Locator(".js-plotly-plot .main-svg").First.WaitForAsync(new() { Timeout = 30 * Milliseconds });

    public Task<int> DrawnPicturesAsync() => page.EvaluateAsync<int>("() => [...document.querySelectorAll('.output img')].filter(image => image.complete && image.naturalWidth > 0).length");

    public Task<int> ErrorsAsync() => page.Locator(".output_error").CountAsync();

    /// <summary>Keeps a picture of what stands on the screen around an element.</summary>
    public async Task KeepPictureAsync(string name, string around)
    {
        await page.Locator(around).First.EvaluateAsync("element => element.closest('.cell').scrollIntoView()");
        await page.WaitForTimeoutAsync(500);
        await page.ScreenshotAsync(new() { Path = Path.Combine(CourseKernel.Screenshots, name) });
    }

    private async Task SelectAsync(string holding) => await page.EvaluateAsync(
        "text => { const cells = Jupyter.notebook.get_cells(); const index = cells.findIndex(cell => cell.cell_type === 'code' && cell.get_text().includes(text)); if (index < 0) throw new Error(`no cell holds ${text}`); Jupyter.notebook.command_mode(); Jupyter.notebook.select(index); Jupyter.notebook.scroll_to_cell(index, 0); }",
        holding);

    private async Task WaitAsync(string condition, int seconds) => await page.WaitForFunctionAsync(condition, null, new() { Timeout = seconds * Milliseconds, PollingInterval = 100 });
}
