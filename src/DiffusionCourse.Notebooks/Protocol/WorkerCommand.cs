namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>What the host tells the worker.</summary>
internal sealed record WorkerCommand(WorkerCommandKind Kind, int Run = 0, string Place = "", string Code = "")
{
    /// <summary>Whether a cell that reads from the console is given lines by the host; else it finds the end of the text.</summary>
    public bool TakesInput { get; init; }

    /// <summary>Why no line is given to a cell that waits for one.</summary>
    public string? Refusal { get; init; }

    /// <summary>The question, for <see cref="WorkerCommandKind.Ask"/>.</summary>
    public LanguageQuestion? Question { get; init; }
}
