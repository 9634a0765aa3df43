using System.Diagnostics;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Hosts;

/// <summary>Notebooks as file-based programs. The export compiles each against the library before it writes it.</summary>
public sealed class ProgramExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_notebook_becomes_a_program_that_compiles()
    {
        var files = await NotebookExport.RunAsync([RepositoryNotebooks.Folder], new ExportOptions { Format = ExportFormat.Cs, OutputFolder = _folder.Path });
        Assert.Equal(RepositoryNotebooks.All.Count, files.Count);
        Assert.All(files, file => Assert.Equal(ExportOutcome.Written, file.Outcome));
    }

    [Fact]
    public async Task A_program_runs_prints_what_its_cells_show_and_gathers_it_in_a_page()
    {
        var program = await ExportAsync("""
            #!markdown

            # A title

            #!csharp

            var schedule = NoiseSchedule.Linear();
            schedule.Length

            #!csharp

            foreach (var step in new[] { 1, 2 })
                await Task.Delay(step);

            #!csharp

            var step = 3;
            step

            #!csharp

            record Pair(int A, int B);
            int Sum(Pair pair) => pair.A + pair.B;
            var schedule = new Pair(20, 22);
            Sum(schedule)

            #!csharp

            new HtmlTable("Answer", ["what", "value"], [["sum", Sum(schedule)]])

            #!csharp

            new List<int>().Clear()

            """);
        var start = new ProcessStartInfo("dotnet", ["run", program]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Contains("[3] 1000\n[5] 3\n[6] 42\n[7] Answer\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("<caption>Answer</caption>", await File.ReadAllTextAsync(Path.ChangeExtension(program, ".html")), StringComparison.Ordinal);
        Assert.Contains("// # A title", await File.ReadAllTextAsync(program), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!csharp\n\nvar x = 1;\nx = \"text\";\n", "cell 2 cannot be part of a program: Cannot implicitly convert type 'string' to 'int'")]
    [InlineData("#!fsharp\n\nlet x = 1\n", "cell 2 is in fsharp: a program can hold csharp only")]
    [InlineData("#!csharp\n\n#!import none.dib\n", "which does not exist")]
    [InlineData("#!csharp\n\n#!time on\n", "is a command of a notebook host")]
    public async Task What_a_program_cannot_hold_is_refused_with_the_cell_and_nothing_is_written(string cells, string message)
    {
        var error = await Assert.ThrowsAsync<NotebookFormatException>(() => ExportAsync(cells));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.cs"));
    }

    [Fact]
    public async Task An_edited_program_is_kept()
    {
        var program = await ExportAsync("#!csharp\n\n1 + 1\n");
        await File.AppendAllTextAsync(program, "// mine\n");
        var files = await NotebookExport.RunAsync([Path.ChangeExtension(program, ".dib")], new ExportOptions { Format = ExportFormat.Cs });
        Assert.Equal(ExportOutcome.Kept, Assert.Single(files).Outcome);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> ExportAsync(string cells)
    {
        var path = Path.Combine(_folder.Path, "notebook.dib");
        var setUp = Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "course", "setup.dib");
        await File.WriteAllTextAsync(path, $"#!csharp\n\n#!import {setUp}\n\n" + cells.ReplaceLineEndings("\n"));
        var files = await NotebookExport.RunAsync([path], new ExportOptions { Format = ExportFormat.Cs });
        return Assert.Single(files).Target;
    }
}
