using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Jupyter.Wire;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Jupyter.Requests;

/// <summary>Answers what clients ask about code that is being written.</summary>
internal sealed class CodeQuestions(KernelCells cells, Outbox outbox)
{
    public async Task CompleteAsync(JupyterMessage request)
    {
        var (code, position) = Cursor(request);
        var answer = await cells.AskAsync(new LanguageQuestion(LanguageQuestionKind.Completion, code, position));
        var (start, end) = answer?.Completions is null
            ? (CodePoints.FromIndex(code, position), CodePoints.FromIndex(code, position))
            : (CodePoints.FromIndex(code, answer.Start), CodePoints.FromIndex(code, answer.End));
        var completions = answer?.Completions ?? [];
        outbox.Reply(request, "complete_reply", new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. completions.Select(completion => JsonValue.Create(completion.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                // JupyterLab and VS Code show what each of them is.
                ["_jupyter_types_experimental"] = new JsonArray([.. completions.Select(completion => new JsonObject
                {
                    ["start"] = start,
                    ["end"] = end,
                    ["text"] = completion.Text,
                    ["type"] = completion.Kind,
                })]),
            },
        });
    }

    public async Task InspectAsync(JupyterMessage request)
    {
        var (code, position) = Cursor(request);
        var answer = await cells
            .AskAsync(new LanguageQuestion(LanguageQuestionKind.Inspection, code, position, request.Number("detail_level") == 1));
        outbox.Reply(request, "inspect_reply", new JsonObject
        {
            ["status"] = "ok",
            ["found"] = answer?.Text is not null,
            ["data"] = MimeBundle.Of(answer?.Text, answer?.Html),
            ["metadata"] = new JsonObject(),
        });
    }

    public async Task IsCompleteAsync(JupyterMessage request)
    {
        var answer = await cells.AskAsync(new LanguageQuestion(LanguageQuestionKind.Completeness, request.Text("code") ?? ""));
        var content = new JsonObject { ["status"] = (answer?.Completeness ?? Completeness.Unknown).ToString().ToLowerInvariant() };
        if (answer?.Completeness == Completeness.Incomplete)
        {
            content["indent"] = answer.Indent;
        }

        outbox.Reply(request, "is_complete_reply", content);
    }

    private static (string Code, int Position) Cursor(JupyterMessage request)
    {
        var code = request.Text("code") ?? "";
        return (code, CodePoints.ToIndex(code, request.Number("cursor_pos") ?? int.MaxValue));
    }
}
