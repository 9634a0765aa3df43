namespace DiffusionCourse.Notebooks.Worker.Packages;

/// <summary>Packages cannot be had: the message names them, why, and the remedy.</summary>
internal sealed class PackageException(string message, IReadOnlyList<string>? unreachable = null) : Exception(message)
{
    /// <summary>Which of the sources that the notebook names cannot be reached.</summary>
    public IReadOnlyList<string> Unreachable { get; } = unreachable ?? [];
}
