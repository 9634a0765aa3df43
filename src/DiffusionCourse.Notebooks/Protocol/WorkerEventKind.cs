namespace DiffusionCourse.Notebooks.Protocol;

internal enum WorkerEventKind
{
    /// <summary>The compiler is warm; cells start at once from now on.</summary>
    Ready,

    /// <summary>Console text: <see cref="WorkerEvent.Text"/>.</summary>
    StandardOutput,

    /// <summary>Console error text.</summary>
    StandardError,

    /// <summary>A new output with an id of its own.</summary>
    Display,

    /// <summary>New content for the output of that id.</summary>
    Update,

    /// <summary>The cell reads from the console and waits for a line.</summary>
    InputRequest,

    /// <summary>The answer to a question about code: <see cref="WorkerEvent.Answer"/>.</summary>
    Answer,

    /// <summary>The cell ended, with <see cref="WorkerEvent.Error"/> if it failed.</summary>
    Done,
}
