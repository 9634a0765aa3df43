using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Jupyter.Wire;

namespace DiffusionCourse.Notebooks.Jupyter.Requests;

/// <summary>Answers <c>history_request</c>.</summary>
internal static class HistoryRequests
{
    public static JsonObject Answer(JupyterMessage request, ExecutionHistory history)
    {
        var found = request.Text("hist_access_type") switch
        {
            "tail" => history.Tail(request.Number("n") ?? 10),
            "range" => history.Range(request.Number("session") ?? 0, request.Number("start") ?? 0, request.Number("stop")),
            "search" => history.Search(request.Text("pattern") ?? "*", request.Number("n"), request.Flag("unique")),
            _ => [],
        };
        var withOutput = request.Flag("output");
        return new JsonObject { ["status"] = "ok", ["history"] = new JsonArray([.. found.Select(entry => Entry(entry, withOutput))]) };
    }

    private static JsonArray Entry(HistoryEntry entry, bool withOutput) => new(
        entry.Session,
        entry.Line,
        withOutput ? new JsonArray(entry.Input, entry.Output) : entry.Input);
}
