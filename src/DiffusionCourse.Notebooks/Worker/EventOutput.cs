using DiffusionCourse.Notebooks.Display;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Sends what cells show to the host, as it comes.</summary>
internal sealed class EventOutput(MessageWriter<WorkerEvent> events) : ICellOutput
{
    private int outputs;
    private volatile int run;

    /// <summary>Called before each output that is not console text, so that the order is kept.</summary>
    public event Action? Showing;

    /// <summary>The cell that outputs belong to from now on.</summary>
    public void Begin(int number) => run = number;

    public Action<string> Show(string mimeType, string content)
    {
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        var id = Add(mimeType, content);
        return update => Replace(id, mimeType, update);
    }

    public string Add(string mimeType, string content)
    {
        Showing?.Invoke();
        var id = $"output-{Interlocked.Increment(ref outputs)}";
        events.Write(new WorkerEvent(WorkerEventKind.Display, run, id, mimeType, content));
        return id;
    }

    public void Replace(string id, string mimeType, string content)
    {
        Showing?.Invoke();
        events.Write(new WorkerEvent(WorkerEventKind.Update, run, id, mimeType, content));
    }

    public void Write(string text, bool isError) =>
        events.Write(new WorkerEvent(isError ? WorkerEventKind.StandardError : WorkerEventKind.StandardOutput, run, Text: text));
}
