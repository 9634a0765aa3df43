namespace DiffusionCourse.Tests.Cli;

public sealed class ExercisesCommandTests : IDisposable
{
    private const string Solution = "#!csharp\n\n// BEGIN SOLUTION\n42\n// STUB: 0\n// END SOLUTION\n";
    private readonly TemporaryFolder _folder = new();

    public ExercisesCommandTests() => Directory.CreateDirectory(_folder.File("solutions"));

    [Fact]
    public async Task The_sheets_of_this_repository_agree_with_their_solutions()
    {
        var run = await CourseCommand.RunAsync("exercises", "generate", "--check");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public async Task Writes_the_sheets_and_then_finds_them_current()
    {
        File.WriteAllText(_folder.File("solutions/01.dib"), Solution);
        Assert.Equal(1, (await RunAsync("--check")).ExitCode);
        Assert.False(Directory.Exists(_folder.File("exercises")));
        var run = await RunAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal("#!csharp\n\n0\n", File.ReadAllText(_folder.File("exercises/01.dib")));
        Assert.Equal(0, (await RunAsync("--check")).ExitCode);
    }

    [Fact]
    public async Task Check_names_every_sheet_that_is_not_what_it_should_be()
    {
        Directory.CreateDirectory(_folder.File("exercises"));
        File.WriteAllText(_folder.File("solutions/01.dib"), Solution);
        File.WriteAllText(_folder.File("solutions/02.dib"), Solution);
        File.WriteAllText(_folder.File("exercises/02.dib"), "#!csharp\n\n42\n");
        File.WriteAllText(_folder.File("exercises/03.dib"), "#!csharp\n\n42\n");
        var run = await RunAsync("--check");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("01.dib is missing", run.Errors, StringComparison.Ordinal);
        Assert.Contains("02.dib is not what its solution gives", run.Errors, StringComparison.Ordinal);
        Assert.Contains("03.dib has no solution", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_marker_that_is_wrong_is_2_and_nothing_is_written()
    {
        File.WriteAllText(_folder.File("solutions/01.dib"), Solution);
        File.WriteAllText(_folder.File("solutions/02.dib"), "#!csharp\n\n1\n// END SOLUTION\n");
        var run = await RunAsync();
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("02.dib, line 4: END SOLUTION without", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("exercises")));
    }

    [Fact]
    public async Task A_wrong_option_names_the_whole_command()
    {
        var run = await RunAsync("--chekc");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Try 'course exercises generate --help'.", run.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CourseCommand> RunAsync(params string[] arguments) => CourseCommand.RunAsync(
        ["exercises", "generate", "--solutions", _folder.File("solutions"), "--exercises", _folder.File("exercises"), .. arguments]);
}
