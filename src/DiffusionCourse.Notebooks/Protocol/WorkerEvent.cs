namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>What the worker tells the host. Which members are set depends on <paramref name="Kind"/>.</summary>
internal sealed record WorkerEvent(
    WorkerEventKind Kind,
    int Run = 0,
    string? OutputId = null,
    string? MimeType = null,
    string? Text = null,
    double ElapsedMilliseconds = 0,
    CellError? Error = null);
