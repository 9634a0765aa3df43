using System.Diagnostics;
using System.Text.RegularExpressions;
using DiffusionCourse.Tests.Cli;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>The course in a real VS Code.</summary>
[Collection(VscodeGroup.Name)]
public sealed class VscodeTests(VscodeFixture vscode, ITestOutputHelper output)
{
    private const float Patience = 60_000;
    private const int FirstPages = 6;
    private const string Ran = ", ran$";
    private const string NotSolved = "not (started|yet, [0-9]+ of [0-9]+ right)$";
    private const int AllPages = 40;

    /// <summary>Charts, tables and pictures; where it is measured, sliders and a check as well.</summary>
    private static readonly string[] HighContrast =
        ["notebooks/10-the-mathematics.dib", "notebooks/04-guidance-scale.dib", "notebooks/exercises/14-best-shift.dib"];

    [Theory]
    [InlineData("notebooks/03-guidance-mathematics.dib", "3 · ", Ran)]
    [InlineData("notebooks/04-guidance-scale.dib", "4 · ", Ran)]
    [InlineData("notebooks/07-guidance-by-steps.dib", "7 · ", Ran)]
    [InlineData("notebooks/09-denoising.dib", "9 · ", Ran)]
    [InlineData("notebooks/10-the-mathematics.dib", "10 · ", Ran)]
    [InlineData("notebooks/exercises/14-best-shift.dib", "Exercise 14", NotSolved)]
    public async Task A_notebook_runs_from_top_to_bottom_and_its_file_stays_as_it_is(string path, string title, string progress)
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        var before = await File.ReadAllBytesAsync(Path.Combine(CourseCommand.RepositoryRoot, path));
        await using var window = await vscode.OpenAsync(path);
        var time = await window.RunAllAsync();
        output.WriteLine($"{path}: {time.TotalSeconds:0.0} s");
        await LookInLightAndDarkAsync(window, path);
        await window.CommandAsync("DiffusionCourse: Focus on Contents View");
        await window.WaitForProgressAsync(title, progress);
        await window.CommandAsync("File: Save All Files");
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(CourseCommand.RepositoryRoot, path)));
    }

    [Theory]
    [InlineData("notebooks/04-guidance-scale.dib")]
    [InlineData("notebooks/09-denoising.dib")]
    public async Task In_half_a_window_explorers_move_and_nothing_is_cut_in_light_or_dark(string path)
    {
        // A measurement: which view a split window draws first is VS Code's to choose.
        if (!Measurements.AreOn || !vscode.IsPresent(output))
        {
            return;
        }

        await using var window = await vscode.OpenAsync(path);
        await window.SplitAsync();
        await window.RunAllAsync();
        var explorer = window.Outputs.Locator(".dc-explorer").First;
        await window.ScrollToAsync(explorer.Locator(".controls"));
        foreach (var slider in await explorer.Locator("input[type=range]").AllAsync())
        {
            await window.ScrollToAsync(slider);
            var box = await SettledAsync(slider);
            await window.Page.Mouse.ClickAsync(box.X + 2, box.Y + box.Height / 2);
            await Expect(slider).ToHaveJSPropertyAsync("value", "0");
            var first = await ShownAsync(explorer);
            await window.Page.Mouse.MoveAsync(box.X + 8, box.Y + box.Height / 2);
            await window.Page.Mouse.DownAsync();
            await window.Page.Mouse.MoveAsync(box.X + box.Width - 8, box.Y + box.Height / 2, new() { Steps = 4 });
            await window.Page.Mouse.UpAsync();
            var most = (await slider.GetAttributeAsync("max"))!;
            await Expect(slider).ToHaveJSPropertyAsync("value", most);
            var last = await ShownAsync(explorer);
            Assert.NotEqual(first, last);
            await window.Page.Keyboard.PressAsync("ArrowLeft");
            await Expect(slider).Not.ToHaveJSPropertyAsync("value", most);
            Assert.NotEqual(last, await ShownAsync(explorer));
            await window.Page.Keyboard.PressAsync("Home");
            await Expect(slider).ToHaveJSPropertyAsync("value", "0");
            Assert.Equal(first, await ShownAsync(explorer));
        }

        await LookInLightAndDarkAsync(window, path);
    }

    [Fact]
    public async Task In_high_contrast_everything_can_be_read()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        using var server = await CodeServer.StartAsync(vscode.Package, settings: new Dictionary<string, object>
        {
            ["workbench.preferredLightColorTheme"] = "Default High Contrast Light",
            ["workbench.preferredDarkColorTheme"] = "Default High Contrast",
        });
        foreach (var path in Measurements.AreOn ? HighContrast : HighContrast[..1])
        {
            await using var window = await VscodeWindow.OpenAsync(vscode.Browser, server, CourseCommand.RepositoryRoot, path);
            await window.RunAllAsync();
            await LookInLightAndDarkAsync(window, path, "vscode-high-contrast-light", "vscode-high-contrast");
        }
    }

    [Fact]
    public async Task An_exercise_is_edited_and_its_check_passes()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        await using var window = await vscode.OpenAsync("notebooks/exercises/09-forward-process.dib", ColorScheme.Dark);
        await window.RunAllAsync();
        await window.CommandAsync("DiffusionCourse: Focus on Contents View");
        await window.WaitForProgressAsync("Exercise 9", NotSolved);

        await window.CommandAsync("Notebook: Focus First Cell");
        var stub = window.Page.Locator(".cell-list-container .view-line", new() { HasText = "return" }).First;
        for (var pages = 0; pages < 10 && await stub.CountAsync() == 0; pages++)
        {
            await window.ScrollAsync();
        }

        // The whole cell is replaced: pictures that come in above may move the line between being found and being clicked.
        await stub.ClickAsync();
        await window.Page.Keyboard.PressAsync("Control+a");
        await window.Page.Keyboard.InsertTextAsync("""
            double[] AddNoise(double[] original, double[] noise, int t, NoiseSchedule schedule)
            {
                double a = schedule.AlphasCumprod[t];
                return [.. original.Zip(noise, (x, e) => Math.Sqrt(a) * x + Math.Sqrt(1 - a) * e)];
            }
            """);
        await Expect(window.Page.Locator(".cell-list-container .view-line", new() { HasText = "schedule.AlphasCumprod[t]" }).First).ToBeVisibleAsync();
        await window.RunAllAsync();
        await LookAsync(window, "notebooks/exercises/09-forward-process.dib", "vscode-dark");
        await window.CommandAsync("DiffusionCourse: Focus on Contents View");
        await window.WaitForProgressAsync("Exercise 9", ", solved$");
        await window.CommandAsync("File: Revert File");
    }

    [Fact]
    public async Task Completion_and_hover_know_the_library_before_anything_has_run()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        await using var window = await vscode.OpenAsync("notebooks/01-setup.dib");
        await window.WaitForStatusAsync("ready");
        await window.AddCellAsync("Course");
        await window.Page.Keyboard.TypeAsync(".");
        var offered = window.Page.Locator(".suggest-widget .monaco-list-row", new() { HasText = "CheckSetup" });
        await Expect(offered).ToBeVisibleAsync(new() { Timeout = Patience });
        await window.Page.Keyboard.TypeAsync("CheckSetup");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Locator(".cell-list-container .view-line span", new() { HasText = "CheckSetup" }).Last.HoverAsync();
        await Expect(window.Page.Locator(".monaco-hover", new() { HasText = "Says what was found on this machine" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await window.CommandAsync("File: Revert File");
    }

    [Fact]
    public async Task Cells_stop_ask_crash_and_start_anew()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        await using var window = await vscode.OpenAsync("notebooks/12-takeaways.dib");
        await window.WaitForStatusAsync("ready");

        await window.AddCellAsync("var name = Console.ReadLine(); Console.Write($\"hello {name}\");");
        await window.RunCellAsync();
        var box = window.Page.Locator(".quick-input-widget input");
        await Expect(window.Page.Locator(".quick-input-title", new() { HasText = "The cell reads a line" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await box.FillAsync("reader");
        await box.PressAsync("Enter");
        await Expect(window.Outputs.GetByText("hello reader")).ToBeVisibleAsync(new() { Timeout = Patience });

        await window.AddCellAsync("await Task.Delay(100000);");
        await window.RunCellAsync();
        await window.WaitForStatusAsync("running");
        await window.CommandAsync("Notebook: Interrupt");
        await window.WaitForStatusAsync("ready");
        await window.AddCellAsync("Console.Write(name + \" is kept\");");
        await window.RunCellAsync();
        await Expect(window.Outputs.GetByText("reader is kept")).ToBeVisibleAsync(new() { Timeout = Patience });

        await window.AddCellAsync("Environment.Exit(3);");
        await window.RunCellAsync();
        await Expect(window.Outputs.GetByText("Run the cells above again").First).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(await OutputFaults.FindAsync(window.Outputs));
        await window.AddCellAsync("Console.Write(\"alive \" + (1 + 1));");
        await window.RunCellAsync();
        await Expect(window.Outputs.GetByText("alive 2")).ToBeVisibleAsync(new() { Timeout = Patience });

        await window.CommandAsync("DiffusionCourse: Restart");
        await window.AddCellAsync("name");
        await window.RunCellAsync();
        await Expect(window.Outputs.GetByText("does not exist in the current context").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await window.CommandAsync("File: Revert File");
    }

    [Theory]
    [InlineData("extension host", true)]
    [InlineData("server", false)]
    [InlineData("window", false)]
    public async Task No_process_of_the_cells_outlives(string killed, bool always)
    {
        if (!(always || Measurements.AreOn) || !vscode.IsPresent(output))
        {
            return;
        }

        using var server = await CodeServer.StartAsync(vscode.Package);
        await using var window = await VscodeWindow.OpenAsync(vscode.Browser, server, CourseCommand.RepositoryRoot, "notebooks/01-setup.dib");
        await window.WaitForStatusAsync("ready");
        await window.AddCellAsync("Console.Write(\"it runs\"); await Task.Delay(100000);");
        await window.RunCellAsync();
        await Expect(window.Outputs.GetByText("it runs")).ToBeVisibleAsync(new() { Timeout = Patience });
        List<Process> cells = [.. ProcessTree.Cells(server.ProcessId).Select(Process.GetProcessById)];

        // One serves the notebook, one runs its cells.
        Assert.True(cells.Count >= 2, $"{cells.Count} processes");
        var start = Stopwatch.GetTimestamp();
        if (killed == "window")
        {
            await window.Page.Context.CloseAsync();
        }
        else
        {
            // Killed, not asked: nothing of it runs after that.
            foreach (var id in killed == "server" ? ProcessTree.Servers(server.ProcessId) : ProcessTree.ExtensionHosts(server.ProcessId))
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
        }

        Assert.All(cells, cell => Assert.True(cell.WaitForExit(TimeSpan.FromSeconds(20)), $"{cell.Id} goes on"));
        output.WriteLine($"{cells.Count} processes were gone {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s after the end of the {killed}.");
        cells.ForEach(cell => cell.Dispose());
    }

    [Fact]
    public async Task A_folder_that_is_not_trusted_says_so_in_one_sentence_with_one_button()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        using var server = await CodeServer.StartAsync(vscode.Package, asksForTrust: true);
        await using var window = await VscodeWindow.OpenAsync(vscode.Browser, server, CourseCommand.RepositoryRoot, "notebooks/01-setup.dib");
        var said = window.Notification("This folder is not trusted").First;
        await Expect(said).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(said.GetByRole(AriaRole.Button, new() { Name = "Trust" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_course_that_is_not_built_says_so_and_builds_at_a_button()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "notebooks"));
        foreach (var file in new[] { "DiffusionCourse.sln", Path.Combine("notebooks", "01-setup.dib") })
        {
            File.Copy(Path.Combine(CourseCommand.RepositoryRoot, file), Path.Combine(folder.Path, file));
        }

        await using var window = await VscodeWindow.OpenAsync(vscode.Browser, vscode.Server, folder.Path, "notebooks/01-setup.dib");
        var said = window.Notification("has not been built yet").First;
        await Expect(said).ToBeVisibleAsync(new() { Timeout = Patience });
        await said.GetByRole(AriaRole.Button, new() { Name = "Build" }).ClickAsync();
        // There is nothing to build here, which is told, too.
        await Expect(window.Notification("could not be built").First).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    [Fact]
    public async Task A_folder_that_the_installed_tool_laid_out_runs_and_its_page_opens_in_the_window()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var library = Path.Combine(folder.Path, "artifacts", "course");
        Directory.CreateDirectory(library);
        Directory.CreateDirectory(Path.Combine(folder.Path, "notebooks"));
        File.Copy(Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "course", "setup.dib"), Path.Combine(library, "setup.dib"));
        await File.WriteAllTextAsync(Path.Combine(library, "program.txt"), CourseProcess.Program);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "notebooks", "01-small.dib"),
            "#!markdown\n\n# Small\n\n[on](02-next.dib)\n\n#!csharp\n\n#!import ../artifacts/course/setup.dib\n\n#!csharp\n\n1 + 41\n");

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "notebooks", "02-next.dib"), "#!markdown\n\n# Next\n");

        await using var window = await VscodeWindow.OpenAsync(vscode.Browser, vscode.Server, folder.Path, "notebooks/01-small.dib");
        await window.RunAllAsync();
        await Expect(window.Outputs.Locator("body")).ToContainTextAsync("42", new() { Timeout = Patience });

        // A browser cannot reach the files of this machine.
        await window.CommandAsync("DiffusionCourse: Open the Page of a Run");
        await window.Notification("No run has written a page").First.GetByRole(AriaRole.Button, new() { Name = "Run It" }).ClickAsync();
        await CourseCommand.RunAsync("run", Path.Combine(folder.Path, "notebooks"), "--output", Path.Combine(folder.Path, "artifacts", "site"));
        await Expect(window.Page.GetByRole(AriaRole.Tab, new() { Name = "01-small", Exact = true })).ToBeVisibleAsync(new() { Timeout = Patience });
        var shown = window.Page.Locator("iframe.webview.ready:not([src*='purpose=notebookRenderer'])").Last.ContentFrame.FrameLocator("#active-frame");
        await Expect(shown.Locator("h1")).ToHaveTextAsync("Small", new() { Timeout = Patience });
        await shown.Locator("a[href='02-next.html']").ClickAsync();
        await Expect(shown.Locator("h1")).ToHaveTextAsync("Next", new() { Timeout = Patience });
        Directory.CreateDirectory(Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "vscode"));
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "vscode", "page.png") });
    }

    // Outputs above it may still grow.
    private static async Task<LocatorBoundingBoxResult> SettledAsync(ILocator slider)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var before = (await slider.BoundingBoxAsync())!;
            await Task.Delay(300);
            var box = (await slider.BoundingBoxAsync())!;
            if (Math.Abs(box.Y - before.Y) < 1 && Math.Abs(box.X - before.X) < 1)
            {
                return box;
            }

            Assert.True(Stopwatch.GetElapsedTime(start).TotalMilliseconds < Patience, "What stands above the slider does not come to rest.");
        }
    }

    private static async Task<string> ShownAsync(ILocator explorer) =>
        string.Join('|', await explorer.Locator(".stage img").EvaluateAllAsync<string[]>("all => all.map(image => image.src)"));

    private static async Task LookInLightAndDarkAsync(VscodeWindow window, string path, string light = "vscode-light", string dark = "vscode-dark")
    {
        await LookAsync(window, path, light);
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await LookAsync(window, path, dark);
    }

    /// <summary>Looks for faults from top to bottom. Screenshots are for whoever wants to look, too: artifacts/vscode.</summary>
    private static async Task LookAsync(VscodeWindow window, string path, string theme)
    {
        await Expect(window.Outputs.Locator("body")).ToHaveClassAsync(new Regex($@"(^| ){theme}( |$)"), new() { Timeout = Patience });
        var folder = Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "vscode");
        Directory.CreateDirectory(folder);
        await window.GoToTopAsync();
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        byte[] last = [];
        for (var page = 0; page < (Measurements.AreOn ? AllPages : FirstPages); page++)
        {
            faults.UnionWith(await OutputFaults.FindAsync(window.Outputs));
            var shot = await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(path)}-{theme}-{page:00}.png") });
            if (shot.AsSpan().SequenceEqual(last))
            {
                break;
            }

            last = shot;
            await window.ScrollAsync();
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults.Prepend($"In {path}, {theme}:")));
    }
}
