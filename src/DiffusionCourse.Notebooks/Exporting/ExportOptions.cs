using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>How notebooks are exported.</summary>
public sealed record ExportOptions
{
    /// <summary>The format to write.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>The folder to write to, created if need be; null writes each file beside its notebook. Default: null.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>What pages call the whole. Default: "Notebooks".</summary>
    public string Title { get; init; } = "Notebooks";

    /// <summary>
    /// How the notebooks are run first, so that what they show is in the export; null exports them as they are. For ipynb and html.
    /// Default: null.
    /// </summary>
    public RunOptions? Execution { get; init; }

    /// <summary>Whether files that were edited since they were exported are replaced. Default: false, they are kept.</summary>
    public bool Force { get; init; }

    internal void Validate()
    {
        if (Execution is not null && Format is not (ExportFormat.Ipynb or ExportFormat.Html))
        {
            throw new CourseRunException(
                $"{Format.ToString().ToLowerInvariant()} has no place for what cells show: run notebooks for ipynb or html only.");
        }

        Execution?.Validate();
    }
}
