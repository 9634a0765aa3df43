using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Jupyter;
using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Running;
using DiffusionCourse.Notebooks.Sessions;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Executed;

/// <summary>What cells showed, as .ipynb files keep it.</summary>
internal static class JupyterOutputs
{
    // The richest form that a page can show comes first.
    private static readonly string[] Shown = [
        "text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg", "image/gif", "image/webp",
        "application/javascript", "text/javascript", "text/plain", "application/json",
    ];

    /// <summary>A notebook with what its cells showed in place of what stood there.</summary>
    public static NotebookDocument Store(NotebookDocument document, IReadOnlyList<PageCell> cells)
    {
        var count = 0;
        return document with
        {
            Cells = [.. document.Cells.Zip(cells, (cell, run) => cell.Kind == CellKind.Code
                ? cell with { Jupyter = With(cell, run, HasRun(run) ? ++count : null) }
                : cell)],
        };
    }

    /// <summary>What a cell of an .ipynb file showed when it was run there.</summary>
    public static (IReadOnlyList<PageOutput> Outputs, CellError? Error) Read(NotebookCell cell)
    {
        var outputs = new List<PageOutput>();
        CellError? error = null;
        foreach (var output in (cell.Jupyter?["outputs"] as JsonArray ?? []).OfType<JsonObject>())
        {
            switch (NotebookJson.Text(output, "output_type"))
            {
                case "stream":
                    outputs.Add(
                        new PageOutput(
                            NotebookJson.Text(output, "name") == "stderr" ? CellOutputKind.StandardError : CellOutputKind.StandardOutput,
                            "text/plain", TerminalText.Settle(TextOf(output["text"]))));
                    break;
                case "error":
                    error = new CellError(CellErrorKind.Exception, $"{TextOf(output["ename"])}: {TextOf(output["evalue"])}", null, []);
                    break;
                default:
                    if (output["data"] is JsonObject data && Shown.FirstOrDefault(data.ContainsKey) is { } type)
                    {
                        outputs.Add(new PageOutput(CellOutputKind.Display, type, TextOf(data[type])));
                    }

                    break;
            }
        }

        return ([.. outputs.Where(output => !output.IsTransient)], error);
    }

    private static bool HasRun(PageCell run) => run.Result.Status is not (RunStatus.Skipped or RunStatus.NotRun);

    private static JsonObject With(NotebookCell cell, PageCell run, int? count)
    {
        var written = cell.Jupyter?.DeepClone() as JsonObject ?? new JsonObject { ["source"] = cell.Text };
        var outputs = run.Outputs.Select(output => Of(output, count)).ToList();
        if (run.Result.Error is { } error)
        {
            var content = ErrorReport.From(error).ToContent();
            content["output_type"] = "error";
            outputs.Add(content);
        }

        written["outputs"] = new JsonArray([.. outputs]);
        written["execution_count"] = count;
        return written;
    }

    private static JsonObject Of(PageOutput output, int? count)
    {
        if (output.Kind != CellOutputKind.Display)
        {
            return new JsonObject
            {
                ["output_type"] = "stream",
                ["name"] = output.Kind == CellOutputKind.StandardError ? "stderr" : "stdout",
                ["text"] = IpynbFormat.Lines(output.Content),
            };
        }

        var data = MimeBundle.Of(output.ToCellOutput());
        foreach (
            var (type, content) in data.Where(member =>
                member.Key.StartsWith("text/", StringComparison.Ordinal) || member.Key == "image/svg+xml").ToList())
        {
            data[type] = IpynbFormat.Lines(TextOf(content));
        }

        var written = new JsonObject
        {
            ["output_type"] = output.IsResult ? "execute_result" : "display_data",
            ["data"] = data,
            ["metadata"] = new JsonObject(),
        };
        if (output.IsResult)
        {
            written["execution_count"] = count;
        }

        return written;
    }

    private static string TextOf(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(TextOf)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        null => "",
        _ => node.ToJsonString(),
    };
}
