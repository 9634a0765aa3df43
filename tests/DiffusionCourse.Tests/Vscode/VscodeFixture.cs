using DiffusionCourse.Tests.Browser;
using DiffusionCourse.Tests.Cli;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>A browser and the extension's package, and a server that trusts every folder; the obstacle where one is not to be had.</summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime.
public sealed class VscodeFixture : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;

    public string? Obstacle { get; } = Chromium.Obstacle ?? CodeServer.Obstacle;

    internal CodeServer Server { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    internal string Package => Path.Combine(_folder.Path, "course.vsix");

    public async Task InitializeAsync()
    {
        if (Obstacle is not null)
        {
            return;
        }

        var pack = await CourseCommand.RunAsync("vscode", "pack", "--output", Package);
        Assert.True(pack.ExitCode == 0, pack.Errors);
        Server = await CodeServer.StartAsync(Package);
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(_playwright);
    }

    internal Task<VscodeWindow> OpenAsync(string notebook, ColorScheme scheme = ColorScheme.Light) =>
        VscodeWindow.OpenAsync(Browser, Server, CourseCommand.RepositoryRoot, notebook, scheme);

    /// <summary>Whether there is a VS Code to test; where there is none, that is noted, or a failure if the tests require it.</summary>
    internal bool IsPresent(ITestOutputHelper output)
    {
        if (Obstacle is null)
        {
            return true;
        }

        Assert.False(Integration.Required, Obstacle);
        output.WriteLine($"Not tested: {Obstacle}");
        return false;
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Server?.Dispose();
        _folder.Dispose();
    }
}
