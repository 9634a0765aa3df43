namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>What the worker tells the host. Which members are set depends on <paramref name="Kind"/>.</summary>
internal sealed record WorkerEvent(
    WorkerEventKind Kind,
    int Run = 0,
    string? OutputId = null,
    string? MimeType = null,
    string? Text = null,
    double ElapsedMilliseconds = 0,
    CellError? Error = null)
{
    /// <summary>The output as plain text, where <see cref="MimeType"/> is something else.</summary>
    public string? PlainText { get; init; }

    /// <summary>Whether the output is the value that the cell ends in.</summary>
    public bool IsResult { get; init; }

    /// <summary>What was found, for <see cref="WorkerEventKind.Answer"/>.</summary>
    public LanguageAnswer? Answer { get; init; }
}
