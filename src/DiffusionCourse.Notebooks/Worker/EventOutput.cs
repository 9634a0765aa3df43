using DiffusionCourse.Notebooks.Display;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Sends what cells show to the host, as it comes.</summary>
internal sealed class EventOutput(MessageWriter<WorkerEvent> events) : ICellOutput
{
    private int _outputs;
    private volatile int _run;

    /// <summary>The cell that outputs belong to.</summary>
    public int Run => _run;

    /// <summary>Called before each output that is not console text, so that the order is kept.</summary>
    public event Action? Showing;

    /// <summary>The cell that outputs belong to from now on.</summary>
    public void Begin(int number) => _run = number;

    public Action<string> Show(string mimeType, string content)
    {
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        var id = Add(new FormattedValue(mimeType, content), isResult: false);
        return update => Replace(id, new FormattedValue(mimeType, update));
    }

    public string Add(FormattedValue content, bool isResult)
    {
        Showing?.Invoke();
        var id = $"output-{Interlocked.Increment(ref _outputs)}";
        events.Write(Event(WorkerEventKind.Display, id, content) with { IsResult = isResult });
        return id;
    }

    public void Replace(string id, FormattedValue content)
    {
        Showing?.Invoke();
        events.Write(Event(WorkerEventKind.Update, id, content));
    }

    public void Write(string text, bool isError) =>
        events.Write(new WorkerEvent(isError ? WorkerEventKind.StandardError : WorkerEventKind.StandardOutput, _run, Text: text));

    private WorkerEvent Event(WorkerEventKind kind, string id, FormattedValue content) =>
        new(kind, _run, id, content.MimeType, content.Text) { PlainText = content.PlainText };
}
