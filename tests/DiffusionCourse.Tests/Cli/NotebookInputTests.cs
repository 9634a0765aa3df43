using System.Diagnostics;

namespace DiffusionCourse.Tests.Cli;

/// <summary>What users give the commands that read notebooks: odd files, folders with the same names, no one who listens.</summary>
public sealed class NotebookInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Folders_with_equally_named_notebooks_keep_their_names_below_the_output()
    {
        foreach (var folder in new[] { "week1", "week2" })
        {
            Directory.CreateDirectory(_folder.File(folder));
            await File.WriteAllTextAsync(_folder.File($"{folder}/a.dib"), $"#!markdown\n\n# {folder}\n\n#!csharp\n\n1 + 1\n");
        }

        var run = await CourseCommand.RunAsync("run", _folder.File("week1"), _folder.File("week2"), "--output", _folder.File("site"));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.True(File.Exists(_folder.File("site/week1/a.html")) && File.Exists(_folder.File("site/week2/a.html")));
        Assert.Contains("week2/a.html", await File.ReadAllTextAsync(_folder.File("site/index.html")), StringComparison.Ordinal);

        var export = await CourseCommand.RunAsync("export", _folder.File("week1"), _folder.File("week2"), "--to", "ipynb", "--output", _folder.File("out"));
        Assert.Equal((0, ""), (export.ExitCode, export.Errors));
        Assert.True(File.Exists(_folder.File("out/week1/a.ipynb")) && File.Exists(_folder.File("out/week2/a.ipynb")));
    }

    [Theory]
    [InlineData("lint nothing.dib", 2)]
    [InlineData("export nothing.dib --to html", 2)]
    [InlineData("no-such-command", 2)]
    [InlineData("tokenize cat", 0)]
    public async Task With_standard_error_closed_the_command_ends_as_ever(string arguments, int code)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var program = Path.Combine(AppContext.BaseDirectory, "course.dll");
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec dotnet '{program}' {arguments} 2>&-"]) { RedirectStandardOutput = true, WorkingDirectory = CourseCommand.RepositoryRoot })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(code, process.ExitCode);
    }

    [Theory]
    [InlineData("html,dib")]
    [InlineData("7")]
    [InlineData("pdf")]
    public async Task An_export_is_to_one_format_of_the_four(string format)
    {
        var run = await CourseCommand.RunAsync("export", "notebooks/01-setup.dib", "--to", format, "--output", _folder.File("out"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--to is '{format}': it must be ipynb, html, dib or cs", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public async Task A_list_that_is_given_twice_counts_as_one()
    {
        var run = await CourseCommand.RunAsync("sweep", "a cat", "--seeds", "1", "--seeds", "x");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--seeds is '1,x'", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_formula_that_is_nested_without_end_is_one_line_with_file_and_cell()
    {
        var path = _folder.File("deep.dib");
        await File.WriteAllTextAsync(path, $"#!markdown\n\n$${string.Concat(Enumerable.Repeat("\\frac{1}{", 5000))}x{new string('}', 5000)}$$\n");
        var export = await CourseCommand.RunAsync("export", path, "--to", "html", "--output", _folder.File("out"));
        Assert.Equal(2, export.ExitCode);
        Assert.StartsWith($"error: {path}, cell 1, line 1: the formula cannot be shown: the formula is nested too deeply", export.Errors, StringComparison.Ordinal);
        Assert.Single(export.Errors.TrimEnd('\n').Split('\n'));
    }

    public void Dispose() => _folder.Dispose();
}
