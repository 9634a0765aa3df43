namespace DiffusionCourse.Notebooks.Protocol;

internal enum WorkerCommandKind
{
    /// <summary>Run a cell.</summary>
    Run,

    /// <summary>Cancel the token of the running cell.</summary>
    Cancel,

    /// <summary>
    /// The line that a cell waits for, in <see cref="WorkerCommand.Code"/>, or why there is none, in <see cref="WorkerCommand.Refusal"/>.
    /// </summary>
    Input,

    /// <summary>A question about code that is not run.</summary>
    Ask,
}
