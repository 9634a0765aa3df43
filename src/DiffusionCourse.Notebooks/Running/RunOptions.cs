namespace DiffusionCourse.Notebooks.Running;

/// <summary>How notebooks are run.</summary>
public sealed record RunOptions
{
    /// <summary>The folder that the pages go to. It is created if need be; pages of the same names are replaced.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>
    /// How long one cell may run; null for no limit. Default: ten minutes. When the time is up the cell's cancellation token is
    /// cancelled; a cell that has not ended two seconds later is ended with its process. The rest of its notebook is skipped.
    /// </summary>
    public TimeSpan? CellTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether the first notebook that fails ends the run, so that the others are skipped. Default: false. Either way a failed cell
    /// of code ends its own notebook: the cells after it would build on what is not there.
    /// </summary>
    public bool FailFast { get; init; }

    /// <summary>The program that runs the cells. Default: this one.</summary>
    public RunHost Host { get; init; } = RunHost.Course;

    /// <summary>
    /// Where the executed notebooks are kept as .ipynb files besides, for <see cref="Comparing.NotebookComparison"/>; null for nowhere.
    /// Files of the same names are replaced there; where such a file lies in a folder of the notebooks that run, the run is refused.
    /// Default: null.
    /// </summary>
    public string? ExecutedFolder { get; init; }

    /// <summary>
    /// Variables that the cells see in their environment, besides those of this process; null removes one. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> EnvironmentVariables { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the pages call the whole. Default: the name of the folder that was run, or "Notebooks".</summary>
    public string? Title { get; init; }

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(OutputFolder))
        {
            throw new CourseRunException("The output folder must be named.");
        }

        if (ExecutedFolder is not null && string.IsNullOrWhiteSpace(ExecutedFolder))
        {
            throw new CourseRunException("The folder for executed notebooks must be named, or left out.");
        }

        if (CellTimeout is { } limit && (limit <= TimeSpan.Zero || limit > TimeSpan.FromDays(1)))
        {
            throw new CourseRunException(
                $"The time limit of a cell must be above zero and at most one day; {limit} is not. Leave it out for no limit.");
        }
    }
}
