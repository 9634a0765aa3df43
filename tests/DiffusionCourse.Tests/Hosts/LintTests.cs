using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Hosts;

public sealed class LintTests
{
    [Fact]
    public async Task Every_notebook_of_the_course_is_clean()
    {
        var lint = await CourseCommand.RunAsync("lint");
        Assert.True(lint.ExitCode == 0, lint.Output + lint.Errors);
        Assert.Contains($"{RepositoryNotebooks.All.Count} notebooks, 0 errors, 0 warnings", lint.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_fails_the_command()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "a.dib"), "#!markdown\n\n# A\n\n#!csharp\n\ndisplay(1);\n");
        var lint = await CourseCommand.RunAsync("lint", folder.Path);
        Assert.Equal(1, lint.ExitCode);
        Assert.Contains("a.dib, line 7: error host-names", lint.Output, StringComparison.Ordinal);
        Assert.Contains("1 notebook, 2 errors", lint.Output, StringComparison.Ordinal);
    }
}
