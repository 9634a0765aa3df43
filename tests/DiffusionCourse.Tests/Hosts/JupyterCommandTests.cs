using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Hosts;

public sealed class JupyterCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_notebooks_are_copied_the_kernel_installed_and_edits_kept()
    {
        var notebooks = Path.Combine(_folder.Path, "mine");
        var prefix = Path.Combine(_folder.Path, "prefix");
        var first = await CourseCommand.RunAsync("jupyter", notebooks, "--prefix", prefix);
        Assert.True(first.ExitCode == 0, first.Errors);
        Assert.Contains($"{RepositoryNotebooks.All.Count} written, 0 unchanged, 0 edited and kept", first.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(prefix, "share", "jupyter", "kernels", ".net-csharp", "kernel.json")));

        var edited = Path.Combine(notebooks, "01-setup.ipynb");
        var import = NotebookFile.Read(edited).Cells.First(cell => cell.Kind == CellKind.Code).Text;
        Assert.True(File.Exists(Path.GetFullPath(import["#!import ".Length..], notebooks)), import);
        await File.WriteAllTextAsync(edited, (await File.ReadAllTextAsync(edited)).Replace("ScaledLinear", "Cosine", StringComparison.Ordinal));
        var second = await CourseCommand.RunAsync("jupyter", notebooks, "--prefix", prefix);
        Assert.True(second.ExitCode == 0, second.Errors);
        Assert.Contains($"0 written, {RepositoryNotebooks.All.Count - 1} unchanged, 1 edited and kept", second.Output, StringComparison.Ordinal);
        Assert.Contains($"kept, because it was edited: {edited}", second.Output, StringComparison.Ordinal);
        Assert.Contains("Cosine", await File.ReadAllTextAsync(edited), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launching_without_Jupyter_says_how_to_get_it_before_anything_is_written()
    {
        var notebooks = Path.Combine(_folder.Path, "mine");
        var empty = Path.Combine(_folder.Path, "bin");
        Directory.CreateDirectory(empty);
        var run = await CourseCommand.RunAsync(new Dictionary<string, string?> { ["PATH"] = empty }, "jupyter", notebooks, "--launch");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Jupyter was not found in PATH. Install it", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(notebooks));
    }

    public void Dispose() => _folder.Dispose();
}
