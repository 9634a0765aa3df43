using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exercises;

namespace DiffusionCourse.Notebooks.Tests.Exercises;

public sealed class ExerciseSheetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Solutions => Path.Combine(_folder.Path, "solutions");

    private string Exercises => Path.Combine(_folder.Path, "exercises");

    [Fact]
    public void The_solution_is_left_out_and_the_stub_takes_its_place()
    {
        var sheet = Sheet("#!csharp\n\nint Twice(int n)\n{\n    // BEGIN SOLUTION\n    var sum = n + n;\n    return sum;\n    // STUB: return 0; // Your code here.\n    // END SOLUTION\n}\n");
        Assert.Equal("#!csharp\n\nint Twice(int n)\n{\n    return 0; // Your code here.\n}\n", sheet);
    }

    [Theory]
    [InlineData("a\n// BEGIN SOLUTION\nb\n  // STUB: c\n// END SOLUTION\nd", "a\nb\nd")]
    [InlineData("a // END SOLUTION is a mark\n// BEGIN SOLUTION\nb\n// END SOLUTION", "a // END SOLUTION is a mark\nb")]
    [InlineData("a\n// STUB: of another kind", "a\n// STUB: of another kind")]
    public void A_page_shows_the_solution_without_its_marks(string code, string shown) =>
        Assert.Equal(shown, SolutionRegions.WithoutMarks(new NotebookCell(CellKind.Code, "csharp", code)));

    [Fact]
    public void Without_a_stub_a_comment_stands_there() =>
        Assert.Equal("#!csharp\n\nvar a = 1;\n  // Your code here.\nvar c = 3;\n", Sheet("#!csharp\n\nvar a = 1;\n  // BEGIN SOLUTION\nvar b = 2;\n  // END SOLUTION\nvar c = 3;\n"));

    [Fact]
    public void Several_stub_lines_and_several_regions_keep_their_order_and_indentation() =>
        Assert.Equal(
            "#!csharp\n\nint a = 0;\n    if (true)\n        a++;\nvar kept = 1;\nint b = 0;",
            Sheet("#!csharp\n\n// BEGIN SOLUTION\n// STUB: int a = 0;\nint a = 1;\n    // STUB: if (true)\n    // STUB:     a++;\n// END SOLUTION\nvar kept = 1;\n// BEGIN SOLUTION\nint b = 7;\n// STUB: int b = 0;\n// END SOLUTION").TrimEnd('\n'));

    [Fact]
    public void Prose_has_marks_of_its_own_and_a_cell_without_rest_is_left_out() =>
        Assert.Equal(
            "#!markdown\n\n# Exercise\n\nboth\n\n#!csharp\n\n1 // Your code here.\n",
            Sheet("#!markdown\n\n<!-- BEGIN SOLUTION -->\n# Solution\n<!-- STUB: # Exercise -->\n<!-- END SOLUTION -->\n\nboth\n\n#!markdown\n\n<!-- BEGIN SOLUTION -->\nonly here\n<!-- END SOLUTION -->\n\n#!csharp\n\n// BEGIN SOLUTION\n2\n// STUB: 1 // Your code here.\n// END SOLUTION\n"));

    [Fact]
    public void Line_ends_and_metadata_of_the_file_are_kept()
    {
        const string head = "#!meta\r\n\r\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\"},\"own\":1}\r\n\r\n";
        Assert.Equal(head + "#!csharp\r\n\r\nint a = 0;\r\nint b = 1;\r\n", Sheet(head + "#!csharp\r\n\r\n// BEGIN SOLUTION\r\nint a = 5;\r\n// STUB: int a = 0;\r\n// END SOLUTION\r\nint b = 1;\r\n"));
    }

    [Theory]
    [InlineData("// BEGIN SOLUTION\n1", 4, "never closed")]
    [InlineData("1\n// END SOLUTION", 5, "without a BEGIN")]
    [InlineData("// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION", 5, "inside the region that began on line 4")]
    [InlineData("// STUB: 1", 4, "outside a solution region")]
    [InlineData("//BEGIN SOLUTION\n1\n// END SOLUTION", 4, "resembles a marker")]
    [InlineData("// begin solution\n1\n// end solution", 4, "resembles a marker")]
    [InlineData("// BEGIN SOLUTION here\n1\n// END SOLUTION", 4, "resembles a marker")]
    [InlineData("// ### BEGIN SOLUTION\n1\n// ### END SOLUTION", 4, "resembles a marker")]
    [InlineData("// BEGIN SOLUTION\n1\n// STUB 2\n// END SOLUTION", 6, "resembles a marker")]
    [InlineData("/* BEGIN SOLUTION */\n1\n/* END SOLUTION */", 4, "resembles a marker")]
    [InlineData("var a = 1; // BEGIN SOLUTION\n// END SOLUTION", 4, "resembles a marker")]
    public void A_marker_that_is_wrong_is_named_with_file_and_line(string code, int line, string reason)
    {
        Write("#!csharp\n\n\n" + code + "\n");
        var error = Assert.Throws<NotebookFormatException>(() => ExerciseSheets.Plan(Solutions, Exercises));
        Assert.Contains($"01.dib, line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Exercises));
    }

    [Fact]
    public void A_solution_without_any_region_is_refused()
    {
        Write("#!csharp\n\n1 + 1\n");
        Assert.Contains("no region is marked", Assert.Throws<NotebookFormatException>(() => ExerciseSheets.Plan(Solutions, Exercises)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_of_solutions_is_named() =>
        Assert.Contains(Solutions, Assert.Throws<DirectoryNotFoundException>(() => ExerciseSheets.Plan(Solutions, Exercises)).Message, StringComparison.Ordinal);

    [Fact]
    public void States_are_told_apart()
    {
        Write("#!csharp\n\n// BEGIN SOLUTION\n1\n// END SOLUTION\n");
        Assert.Equal(SheetState.Missing, Assert.Single(ExerciseSheets.Plan(Solutions, Exercises)).State);
        Directory.CreateDirectory(Exercises);
        ExerciseSheets.Plan(Solutions, Exercises)[0].Write();
        Assert.Equal(SheetState.Current, Assert.Single(ExerciseSheets.Plan(Solutions, Exercises)).State);
        File.AppendAllText(Path.Combine(Exercises, "01.dib"), "\n// edited\n");
        File.WriteAllText(Path.Combine(Exercises, "02.dib"), "#!csharp\n\n1\n");
        Assert.Equal([SheetState.Different, SheetState.WithoutSolution], ExerciseSheets.Plan(Solutions, Exercises).Select(sheet => sheet.State));
    }

    public void Dispose() => _folder.Dispose();

    private string Sheet(string solution)
    {
        Write(solution);
        Directory.CreateDirectory(Exercises);
        ExerciseSheets.Plan(Solutions, Exercises)[0].Write();
        return File.ReadAllText(Path.Combine(Exercises, "01.dib"));
    }

    private void Write(string solution)
    {
        Directory.CreateDirectory(Solutions);
        File.WriteAllText(Path.Combine(Solutions, "01.dib"), solution);
    }
}
