namespace DiffusionCourse.Notebooks.Jupyter.Wire;

/// <summary>Frames that are no message, or not from who holds the key.</summary>
internal sealed class MalformedMessageException(string message) : Exception(message);
