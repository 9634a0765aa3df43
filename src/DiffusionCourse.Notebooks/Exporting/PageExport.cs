using System.Diagnostics;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Executed;
using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>Writes notebooks as pages: run first, or as they are, with the outputs that an .ipynb file holds.</summary>
internal static class PageExport
{
    public static async Task<IReadOnlyList<ExportedFile>> RunAsync(
        IReadOnlyList<PlannedExport> plan, ExportOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        // Pages beside their notebooks have no common folder for a list of contents; several in one folder have.
        var folder = options.OutputFolder is { } output ? Path.GetFullPath(output) : plan[0].TargetFolder;
        var notebooks = plan.Select(export =>
            new PlannedNotebook(export.Source, export.Target, export.Document, GroupOf(export, options))).ToList();
        var site = new Site(options.Title, folder, notebooks) { HasIndex = options.OutputFolder is not null && plan.Count > 1 };
        var files = plan.Select(export => new ExportedFile(export.Source, export.Target, Decide(export.Target, options))).ToArray();
        var (pages, glossary) = (PageLinks.PagesOf(notebooks), Glossary.Of(notebooks));
        var start = Stopwatch.GetTimestamp();
        var results = options.Execution is { } execution
            ? await NotebookSequence.RunAsync(
                notebooks, execution, (index, result, cells, headings) => Write(index, result, cells, headings), progress, cancellation)
            : notebooks.Select(WriteAsIs).ToList();
        if (!site.HasIndex)
        {
            return files;
        }

        if (Decide(site.IndexPath, options) == ExportOutcome.Kept)
        {
            return [.. files, new ExportedFile(site.IndexPath, site.IndexPath, ExportOutcome.Kept)];
        }

        IndexPage.Write(site, new RunReport(results, site.IndexPath, Stopwatch.GetElapsedTime(start)));
        return files;

        NotebookResult WriteAsIs(PlannedNotebook notebook, int index)
        {
            var prose = new ProseRenderer(new PageLinks(notebook, pages), glossary.For(notebook));
            var cells = notebook.Document.Cells.Select((cell, place) => AsIs(cell, place + 1, prose, notebook.Path)).ToList();
            var result = new NotebookResult(
                notebook.Path, notebook.Title, notebook.PagePath, RunStatus.NotRun, TimeSpan.Zero, [.. cells.Select(cell => cell.Result)]);
            Write(index, result, cells, prose.Headings);
            return result;
        }

        void Write(int index, NotebookResult result, IReadOnlyList<PageCell> cells, IReadOnlyList<PageHeading> headings)
        {
            files[index] = files[index] with { Run = result.Status == RunStatus.NotRun ? null : result };
            if (files[index].Outcome == ExportOutcome.Kept)
            {
                site.Search.Add(site.KeyOf(index), result.Title, cells); // What is kept is found, too.
                return;
            }

            NotebookPage.Write(site, index, result, cells, headings);
        }
    }

    private static PageCell AsIs(NotebookCell cell, int number, ProseRenderer prose, string path)
    {
        var result = new CellResult(number, cell, RunStatus.NotRun, TimeSpan.Zero, null);
        if (cell.Kind != CellKind.Code)
        {
            try
            {
                return new PageCell(result, prose.Render(cell), []);
            }
            catch (ProseException exception)
            {
                throw new NotebookFormatException($"{path}, cell {number}, line {exception.Line}: {exception.Message}", exception);
            }
        }

        var (outputs, error) = JupyterOutputs.Read(cell);
        return new PageCell(result with { Error = error }, "", outputs);
    }

    private static ExportOutcome Decide(string path, ExportOptions options) =>
        options.Force || !File.Exists(path) || PageFrame.IsUntouched(File.ReadAllText(path)) ? ExportOutcome.Written : ExportOutcome.Kept;

    private static string GroupOf(PlannedExport export, ExportOptions options) => options.OutputFolder is { } output
        ? Path.GetRelativePath(Path.GetFullPath(output), export.TargetFolder) is var relative && relative == "." ? "" : relative
        : "";
}
