namespace DiffusionCourse.Notebooks.Worker.Packages;

/// <summary>Packages cannot be had: the message names them, why, and the remedy.</summary>
internal sealed class PackageException(string message) : Exception(message);
