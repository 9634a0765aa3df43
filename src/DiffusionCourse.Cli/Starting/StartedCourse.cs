namespace DiffusionCourse.Cli.Starting;

/// <summary>What was laid out.</summary>
/// <param name="Folder">Where, as a full path.</param>
/// <param name="Written">Notebooks and sheets that were not there.</param>
/// <param name="Kept">Those that differ from the tool's and were left alone.</param>
internal sealed record StartedCourse(string Folder, int Written, IReadOnlyList<string> Kept);
