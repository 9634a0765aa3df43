namespace DiffusionCourse.Tests.Cli;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_same_notebooks_are_0()
    {
        Write("one/a.ipynb");
        Write("one/sub/b.ipynb");
        Write("other/a.ipynb");
        Write("other/sub/b.ipynb");
        var run = await RunAsync("one", "other");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal("2 compared, 0 differences", run.Output.Trim());
    }

    [Theory]
    [InlineData("one", "other")]
    [InlineData("other", "one")]
    public async Task A_notebook_that_one_folder_alone_has_is_a_difference_whichever_it_is(string first, string second)
    {
        Write("one/a.ipynb");
        Write("other/a.ipynb");
        Write("other/b.ipynb");
        var run = await RunAsync(first, second);
        Assert.Equal((1, ""), (run.ExitCode, run.Errors));
        Assert.Contains($"b.ipynb: only {_folder.File("other")} has it.", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 compared, 1 differences", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_file_is_compared_with_its_like_in_a_folder_alone()
    {
        Write("one/a.ipynb");
        Write("other/a.ipynb");
        Write("other/b.ipynb");
        var run = await RunAsync("one/a.ipynb", "other");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal("1 compared, 0 differences", run.Output.Trim());
    }

    public void Dispose() => _folder.Dispose();

    private Task<CourseCommand> RunAsync(string one, string other) => CourseCommand.RunAsync("compare", _folder.File(one), _folder.File(other));

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), """{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
    }
}
