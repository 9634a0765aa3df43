namespace DiffusionCourse.Notebooks.Jupyter.Wire;

/// <summary>The kernel cannot listen where it was told to. The message says why.</summary>
public sealed class ConnectionException(string message) : Exception(message);
