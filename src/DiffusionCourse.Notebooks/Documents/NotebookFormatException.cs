namespace DiffusionCourse.Notebooks.Documents;

/// <summary>A file cannot be read as a notebook. The message names the file, the line where one is known, and the reason.</summary>
public sealed class NotebookFormatException(string message, Exception? inner = null) : Exception(message, inner);
