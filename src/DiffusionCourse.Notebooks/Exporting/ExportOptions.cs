namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>How notebooks are exported.</summary>
public sealed record ExportOptions
{
    /// <summary>The format to write.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>The folder to write to, created if need be; null writes each file beside its notebook. Default: null.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Whether files that were edited since they were exported are replaced. Default: false, they are kept.</summary>
    public bool Force { get; init; }
}
