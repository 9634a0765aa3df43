using DiffusionCourse.Notebooks.Tests.Jupyter;
using DiffusionCourse.Tests.Cli;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Jupyter;

/// <summary>The kernel, installed in a folder of its own, and the notebooks exported for Jupyter beside it.</summary>
public sealed class CourseKernel : IAsyncLifetime, IDisposable
{
    private readonly Cli.TemporaryFolder _folder = new();

    public JupyterPeer Peer { get; } = new();

    /// <summary>The folder of the notebooks, as .ipynb.</summary>
    public string Notebooks => Path.Combine(_folder.Path, "notebooks");

    /// <summary>Where to put what only one test needs.</summary>
    public string Scratch => Directory.CreateDirectory(Path.Combine(_folder.Path, "scratch")).FullName;

    /// <summary>Where pictures of what the tests saw are kept.</summary>
    public static string Screenshots => Directory.CreateDirectory(Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "screenshots", "jupyter")).FullName;

    public bool IsPresent(ITestOutputHelper output) => Peer.IsPresent(output);

    public async Task InitializeAsync()
    {
        var export = await CourseCommand.RunAsync("export", "notebooks", "--to", "ipynb", "--output", Notebooks);
        Assert.True(export.ExitCode == 0, export.Output + export.Errors);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Peer.Dispose();
        _folder.Dispose();
    }
}
