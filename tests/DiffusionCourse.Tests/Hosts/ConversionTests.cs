using System.Diagnostics;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Tests.Cli;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Hosts;

/// <summary>Every notebook of the course in every format.</summary>
public sealed class ConversionTests(ITestOutputHelper output)
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public void Every_notebook_comes_back_from_ipynb_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        foreach (var notebook in RepositoryNotebooks.All)
        {
            var ipynb = Path.Combine(folder.Path, "a.ipynb");
            var dib = Path.Combine(folder.Path, "a.dib");
            NotebookFile.Write(NotebookFile.Read(notebook.Path), ipynb);
            NotebookFile.Write(NotebookFile.Read(ipynb), dib);
            Assert.True(File.ReadAllBytes(notebook.Path).AsSpan().SequenceEqual(File.ReadAllBytes(dib)), notebook.Path);
        }
    }

    [Fact]
    public async Task The_exports_are_valid_to_nbformat()
    {
        using var folder = new TemporaryFolder();
        var exported = await CourseCommand.RunAsync("export", "notebooks", "--to", "ipynb", "--output", folder.Path);
        Assert.True(exported.ExitCode == 0, exported.Errors);
        Assert.Equal(RepositoryNotebooks.All.Count, Directory.GetFiles(folder.Path, "*.ipynb", SearchOption.AllDirectories).Length);
        const string Validate = """
            import glob, nbformat, sys
            for path in sorted(glob.glob(sys.argv[1] + '/**/*.ipynb', recursive=True)):
                nbformat.validate(nbformat.read(path, 4))
                text = open(path, encoding='utf-8').read()
                assert nbformat.writes(nbformat.reads(text, 4)) + '\n' == text, path + ' is not written as nbformat writes it'
                print(path)
            """;
        if (!File.Exists(Python) || (await RunAsync("-c", "import nbformat")).ExitCode != 0)
        {
            Assert.False(Integration.Required, "python3-nbformat is missing");
            output.WriteLine("Not tested: python3-nbformat is missing");
            return;
        }

        var (code, text) = await RunAsync("-c", Validate, folder.Path);
        Assert.True(code == 0, text);
    }

    [Fact]
    public async Task The_whole_course_exported_elsewhere_comes_back_identical()
    {
        using var folder = new TemporaryFolder();
        await NotebookExport.RunAsync([RepositoryNotebooks.Folder], new ExportOptions { Format = ExportFormat.Ipynb, OutputFolder = folder.Path });
        var back = await NotebookExport.RunAsync([folder.Path], new ExportOptions { Format = ExportFormat.Dib, OutputFolder = RepositoryNotebooks.Folder });
        Assert.All(back, file => Assert.True(file.Outcome == ExportOutcome.Unchanged, file.Target));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await text + errors);
    }
}
