namespace DiffusionCourse.Models;

/// <summary>How a model is pulled.</summary>
public sealed record PullOptions
{
    internal const int MostConnections = 32;

    /// <summary>Whether the model's licence is accepted. Default: no, and <see cref="ConfirmLicence"/> is asked.</summary>
    public bool AcceptLicence { get; init; }

    /// <summary>
    /// Asked with the licence before anything is downloaded, unless it was accepted already. Default: nobody is asked, and the pull is
    /// refused.
    /// </summary>
    public Func<ModelLicence, bool>? ConfirmLicence { get; init; }

    /// <summary>Asks the hub what the revision stands for now, in place of the commit that was pulled before. Default: no.</summary>
    public bool Update { get; init; }

    /// <summary>Hashes the files that are here and fetches again those that are damaged. Default: sizes alone are compared.</summary>
    public bool Check { get; init; }

    /// <summary>Files that are downloaded at once, 1 to 32. Default 4.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Patterns (* and ?) of the files to take. Default: those that the catalogue names, else all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>
    /// Patterns of files to leave out: of those that <see cref="Include"/> names, else of the catalogue's. Default: none.
    /// </summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
