using DiffusionCourse.Cli.Diagnosis;
using DiffusionCourse.Cli.Starting;

namespace DiffusionCourse.Tests.Cli;

/// <summary>Where commands look for the course: a clone, what 'course start' laid out, and an installed tool outside of both.</summary>
public sealed class CourseRootTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CourseRootTests()
    {
        Write("clone/DiffusionCourse.sln");
        Write("clone/notebooks/01-setup.dib");
        Write("clone/artifacts/bin/course.dll");
        Write("mine/notebooks/exercises/01.dib");
        Write("mine/artifacts/course/setup.dib");

        // What a package of the tool holds.
        Write("tool/setup.dib");
        Write("tool/notebooks/01-setup.dib");
        Directory.CreateDirectory(Elsewhere);
    }

    [Theory]
    [InlineData("mine", "tool", "mine")]
    [InlineData("mine/notebooks/exercises", "tool", "mine")]
    [InlineData("mine", "clone/artifacts/bin", "mine")]
    [InlineData("elsewhere", "clone/artifacts/bin", "clone")]
    [InlineData("clone/notebooks", "tool", "clone")]
    public void The_course_is_found_above_the_current_folder_first_and_then_above_the_program(string current, string program, string root)
        => Assert.Equal(_folder.File(root), CourseRoot.Find(_folder.File(current), _folder.File(program)));

    [Theory]
    [InlineData("tool", "'course start' lays the course out")]
    [InlineData("elsewhere", "where DiffusionCourse.sln lies")]
    public void Outside_of_it_the_way_in_is_said(string program, string advice)
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => CourseRoot.Find(Elsewhere, _folder.File(program)));
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_doctor_finds_the_library_of_a_course_that_was_laid_out()
        => Assert.Equal(
            new Finding(FindingState.Present, "notebook library", CourseRoot.SetUpOf(_folder.File("mine"))),
            Examination.Library(_folder.File("mine/notebooks"), _folder.File("tool")));

    [Fact]
    public void An_installed_tool_lacks_nothing_and_the_doctor_says_how_to_start()
    {
        var finding = Examination.Library(Elsewhere, _folder.File("tool"));
        Assert.Equal(FindingState.Optional, finding.State);
        Assert.Contains("'course start'", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clone")]
    [InlineData("elsewhere")]
    public void A_clone_that_was_not_built_is_to_be_built(string current)
    {
        var finding = Examination.Library(_folder.File(current), _folder.File("clone/artifacts/bin"));
        Assert.Equal(FindingState.Missing, finding.State);
        Assert.Equal($"Run 'dotnet build' in {_folder.File("clone")}.", finding.Remedy);
    }

    public void Dispose() => _folder.Dispose();

    private string Elsewhere => _folder.File("elsewhere");

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), "");
    }
}
