namespace DiffusionCourse.Notebooks.Protocol;

internal enum WorkerCommandKind
{
    /// <summary>Run a cell.</summary>
    Run,

    /// <summary>Cancel the token of the running cell.</summary>
    Cancel,
}
