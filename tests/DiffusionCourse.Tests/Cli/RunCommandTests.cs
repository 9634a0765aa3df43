namespace DiffusionCourse.Tests.Cli;

public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task All_passed_is_0_and_the_pages_are_there()
    {
        Write("good.dib", "1 + 1");
        var run = await RunAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("1 of 1 notebooks passed", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("site/index.html")));
        Assert.True(File.Exists(_folder.File("site/good.html")));
    }

    [Fact]
    public async Task A_long_path_is_printed_on_one_line()
    {
        Write("good.dib", "1 + 1");
        var site = _folder.File(new string('a', 100));
        var run = await CourseCommand.RunAsync("run", _folder.Path, "--output", site);
        Assert.Contains($"Open {Path.Combine(site, "index.html")}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_cell_is_1_and_is_named_with_its_line()
    {
        Write("bad.dib", "var a = 1;\nthrow new InvalidOperationException(\"no\");");
        Write("good.dib", "1 + 1");
        var run = await RunAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 of 2 notebooks passed", run.Output, StringComparison.Ordinal);
        Assert.Contains("line 2", run.Output, StringComparison.Ordinal);
        Assert.Contains("no", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fail_fast_leaves_the_rest_out()
    {
        Write("1-bad.dib", "throw new InvalidOperationException();");
        Write("2-good.dib", "1 + 1");
        var run = await RunAsync("--fail-fast");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("0 of 2 notebooks passed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_beyond_its_time_is_3()
    {
        Write("slow.dib", "while (true) { }");
        Assert.Equal(3, (await RunAsync("--timeout", "1")).ExitCode);
    }

    [Fact]
    public async Task A_missing_import_is_named()
    {
        Write("import.dib", "#!import nowhere/setup.dib");
        var run = await RunAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nowhere/setup.dib", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.dib")]
    [InlineData("--timeout", "0")]
    [InlineData("--timeout", "NaN")]
    [InlineData("--timeout", "1,5")]
    [InlineData("--model", "emoji-127")]
    [InlineData("--nonsense")]
    public async Task A_wrong_argument_is_2(params string[] arguments)
    {
        Write("good.dib", "1 + 1");
        var run = await RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_folder_that_cannot_be_made_is_2()
    {
        Write("good.dib", "1 + 1");
        File.WriteAllText(_folder.File("taken"), "a file");
        var run = await CourseCommand.RunAsync("run", _folder.Path, "--output", _folder.File("taken"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("taken", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notebook_that_lies_beside_those_that_run_is_not_replaced_by_an_executed_one()
    {
        Write("04.dib", "1 + 1");
        File.WriteAllText(_folder.File("04.ipynb"), "edited");
        var run = await RunAsync("--executed", _folder.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"would replace '{_folder.File("04.ipynb")}'", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Name another folder for executed notebooks (--executed)", run.Errors, StringComparison.Ordinal);
        Assert.Equal("edited", File.ReadAllText(_folder.File("04.ipynb")));
        Assert.False(Directory.Exists(_folder.File("site")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<CourseCommand> RunAsync(params string[] arguments)
        => CourseCommand.RunAsync(["run", _folder.Path, "--output", _folder.File("site"), .. arguments]);

    private void Write(string name, string code) => File.WriteAllText(_folder.File(name), $"#!csharp\n\n{code}\n");
}
