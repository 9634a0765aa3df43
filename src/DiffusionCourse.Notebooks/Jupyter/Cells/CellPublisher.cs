using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Jupyter.Wire;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>Publishes what one cell shows, as it comes.</summary>
/// <param name="outbox">Where messages go.</param>
/// <param name="request">The request that the cell came with.</param>
/// <param name="number">The number of the cell.</param>
/// <param name="displays">Sets the displays of one process apart from those of another.</param>
internal sealed class CellPublisher(Outbox outbox, JupyterMessage request, int number, string displays)
{
    /// <summary>The value that the cell ended in, as text; null where there was none.</summary>
    public string? Result { get; private set; }

    public void Show(CellOutput output)
    {
        switch (output.Kind)
        {
            case CellOutputKind.StandardOutput:
                Stream("stdout", output.Content);
                break;
            case CellOutputKind.StandardError:
                Stream("stderr", output.Content);
                break;
            case CellOutputKind.Display when output.IsResult:
                Result = output.MimeType == "text/plain" ? output.Content : output.PlainText ?? "";
                outbox.Publish(
                    request, "execute_result",
                    new JsonObject { ["execution_count"] = number, ["data"] = MimeBundle.Of(output), ["metadata"] = new JsonObject() });
                break;
            case CellOutputKind.Display:
                outbox.Publish(request, "display_data", Display(output));
                break;
            case CellOutputKind.Update:
                outbox.Publish(request, "update_display_data", Display(output));
                break;
        }
    }

    public void Stream(string name, string text) => outbox.Publish(request, "stream", new JsonObject { ["name"] = name, ["text"] = text });

    private JsonObject Display(CellOutput output) => new()
    {
        ["data"] = MimeBundle.Of(output),
        ["metadata"] = new JsonObject(),
        ["transient"] = new JsonObject { ["display_id"] = $"{displays}-{output.Id}" },
    };
}
