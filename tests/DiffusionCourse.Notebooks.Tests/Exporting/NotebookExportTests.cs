using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Tests.Exporting;

public sealed class NotebookExportTests : IDisposable
{
    private const string First = "#!markdown\n\n# One\n\n[two](sub/two.dib#part), [elsewhere](other.txt), [web](https://example.org/a.dib), `two.dib`\n\n#!csharp\n\n#!import ../artifacts/setup.dib\n\n#!csharp\n\n1 + 1\n";
    private const string Second = "#!markdown\n\n# Two\n\nback to [one](../one.dib)\n";

    private readonly TemporaryFolder _folder = new();

    public NotebookExportTests()
    {
        Directory.CreateDirectory(_folder["course/.git"]);
        _folder.Write("course/artifacts/setup.dib", "#!csharp\n\nusing System.IO;\n");
        _folder.Write("course/notebooks/one.dib", First);
        _folder.Write("course/notebooks/other.txt", "x");
        _folder.Write("course/notebooks/sub/two.dib", Second);
    }

    private string Notebooks => _folder["course/notebooks"];

    [Fact]
    public void Beside_the_notebooks_links_lead_to_the_exports_and_imports_stay()
    {
        Assert.Equal(2, Export(ExportFormat.Ipynb).Count);
        var one = NotebookFile.Read(_folder["course/notebooks/one.ipynb"]);
        Assert.Contains("[two](sub/two.ipynb#part), [elsewhere](other.txt), [web](https://example.org/a.dib), `two.dib`", one.Cells[0].Text);
        Assert.Equal("#!import ../artifacts/setup.dib", one.Cells[1].Text);
    }

    [Theory]
    [InlineData("course/artifacts/jupyter", "#!import ../setup.dib")]
    [InlineData("course/x/y/z", "#!import ../../../artifacts/setup.dib")]
    [InlineData("elsewhere", null)]
    public void Imports_lead_to_the_same_file_from_anywhere(string output, string? import)
    {
        Export(ExportFormat.Ipynb, output);
        var one = NotebookFile.Read(_folder[$"{output}/one.ipynb"]);
        Assert.Equal(import ?? $"#!import {_folder["course/artifacts/setup.dib"]}", one.Cells[1].Text);
        Assert.True(File.Exists(Path.GetFullPath(one.Cells[1].Text["#!import ".Length..], _folder[output])));
        Assert.Contains("(sub/two.ipynb#part)", one.Cells[0].Text);
        Assert.True(File.Exists(Path.GetFullPath(one.Cells[0].Text.Split("[elsewhere](")[1].Split(')')[0], _folder[output])));
    }

    [Theory]
    [InlineData("course/artifacts/jupyter")]
    [InlineData("elsewhere")]
    public void The_way_there_and_back_is_identical(string output)
    {
        Export(ExportFormat.Ipynb, output);
        File.Delete(_folder["course/notebooks/one.dib"]);
        File.Delete(_folder["course/notebooks/sub/two.dib"]);
        Run([_folder[output]], new ExportOptions { Format = ExportFormat.Dib, OutputFolder = Notebooks });
        Assert.Equal(First, File.ReadAllText(_folder["course/notebooks/one.dib"]));
        Assert.Equal(Second, File.ReadAllText(_folder["course/notebooks/sub/two.dib"]));
    }

    [Fact]
    public void What_names_no_file_of_the_notebooks_folder_stays_and_a_folder_of_packages_moves()
    {
        _folder.Write("course/notebooks/three.dib", "#!csharp\n\n#i \"nuget:../feed\"\n#i \"nuget:https://example.org/index.json\"\n#r \"System.Text.Json\"\n#r \"nuget:A,1.0\"\n#r \"../lib/a.dll\"\n1\n");
        Run([_folder["course/notebooks/three.dib"]], new ExportOptions { Format = ExportFormat.Ipynb, OutputFolder = _folder["course/out/deep"] });
        Assert.Equal(
            "#i \"nuget:../../feed\"\n#i \"nuget:https://example.org/index.json\"\n#r \"System.Text.Json\"\n#r \"nuget:A,1.0\"\n#r \"../../lib/a.dll\"\n1",
            NotebookFile.Read(_folder["course/out/deep/three.ipynb"]).Cells[0].Text);

        // Programs refer to the framework by themselves.
        _folder.Write("course/notebooks/four.dib", "#!csharp\n\n#r \"System.Text.Json\"\n1\n");
        Run([_folder["course/notebooks/four.dib"]], new ExportOptions { Format = ExportFormat.Cs, OutputFolder = _folder["course/out"] });
    }

    [Fact]
    public void A_link_that_need_not_move_stays_as_it_was_written()
    {
        _folder.Write("course/notebooks/LICENSE", "x");
        var text = "#!markdown\n\n[licence](./LICENSE), [one](./one.dib)\n";
        var path = _folder.Write("course/notebooks/three.dib", text);
        Run([path], new ExportOptions { Format = ExportFormat.Ipynb });
        File.Delete(path);
        Run([_folder["course/notebooks/three.ipynb"]], new ExportOptions { Format = ExportFormat.Dib });
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void An_export_alone_keeps_its_links_to_what_is_not_exported()
    {
        Run([_folder["course/notebooks/sub/two.dib"]], new ExportOptions { Format = ExportFormat.Ipynb, OutputFolder = _folder["course/out"] });
        Assert.Contains("[one](../notebooks/one.dib)", NotebookFile.Read(_folder["course/out/two.ipynb"]).Cells[0].Text);
    }

    [Fact]
    public void An_edited_notebook_is_kept_unless_forced()
    {
        Export(ExportFormat.Ipynb, "out");
        Assert.All(Export(ExportFormat.Ipynb, "out"), file => Assert.Equal(ExportOutcome.Unchanged, file.Outcome));
        var path = _folder["out/one.ipynb"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("1 + 1", "2 + 2", StringComparison.Ordinal));
        Assert.Equal(ExportOutcome.Kept, Outcome(Export(ExportFormat.Ipynb, "out"), "one"));
        Assert.Contains("2 + 2", File.ReadAllText(path));
        Assert.Equal(ExportOutcome.Written, Outcome(Export(ExportFormat.Ipynb, "out", force: true), "one"));
        Assert.Contains("1 + 1", File.ReadAllText(path));
    }

    [Fact]
    public void A_notebook_that_was_only_run_keeps_its_outputs_until_the_original_changes()
    {
        Export(ExportFormat.Ipynb, "out");
        var path = _folder["out/one.ipynb"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"execution_count\": null", "\"execution_count\": 7", StringComparison.Ordinal));
        Assert.Equal(ExportOutcome.Unchanged, Outcome(Export(ExportFormat.Ipynb, "out"), "one"));
        Assert.Contains("\"execution_count\": 7", File.ReadAllText(path));
        _folder.Write("course/notebooks/one.dib", First.Replace("1 + 1", "3 + 3", StringComparison.Ordinal));
        Assert.Equal(ExportOutcome.Written, Outcome(Export(ExportFormat.Ipynb, "out"), "one"));
        Assert.Contains("3 + 3", File.ReadAllText(path));
    }

    [Fact]
    public void A_dib_that_differs_is_kept_unless_forced()
    {
        Export(ExportFormat.Ipynb, "out");
        _folder.Write("back/one.dib", "#!csharp\n\nmine\n");
        var options = new ExportOptions { Format = ExportFormat.Dib, OutputFolder = _folder["back"] };
        Assert.Equal(ExportOutcome.Kept, Outcome(Run([_folder["out"]], options), "one"));
        Assert.Equal(ExportOutcome.Written, Outcome(Run([_folder["out"]], options with { Force = true }), "one"));
    }

    [Fact]
    public void An_export_beside_its_notebook_and_Jupyters_checkpoints_are_no_notebooks_of_the_folder()
    {
        Export(ExportFormat.Ipynb);
        _folder.Write("course/notebooks/.ipynb_checkpoints/one-checkpoint.ipynb", "{}");
        Assert.Equal(["one.dib", Path.Combine("sub", "two.dib")], NotebookSearch.Find(Notebooks).Select(found => found.RelativePath));
    }

    [Fact]
    public void Two_notebooks_of_one_name_are_refused_before_anything_is_written()
    {
        // Of one folder: its name does not tell them apart.
        _folder.Write("course/notebooks/one.ipynb", """{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        var error = Assert.Throws<CourseRunException>(() => Run(
            [_folder["course/notebooks/one.dib"], _folder["course/notebooks/one.ipynb"]], new ExportOptions { Format = ExportFormat.Html, OutputFolder = _folder["out"] }));
        Assert.Contains("would both become", error.Message);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<ExportedFile> Export(ExportFormat format, string? output = null, bool force = false) =>
        Run([Notebooks], new ExportOptions { Format = format, OutputFolder = output is null ? null : _folder[output], Force = force });

    // Nothing is run here, so nothing is waited for.
    private static IReadOnlyList<ExportedFile> Run(string[] paths, ExportOptions options) => NotebookExport.RunAsync(paths, options).GetAwaiter().GetResult();

    private static ExportOutcome Outcome(IReadOnlyList<ExportedFile> files, string name) => files.Single(file => Path.GetFileNameWithoutExtension(file.Source) == name).Outcome;
}
