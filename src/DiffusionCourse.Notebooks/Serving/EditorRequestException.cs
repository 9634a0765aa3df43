namespace DiffusionCourse.Notebooks.Serving;

/// <summary>A line of the input is no request.</summary>
internal sealed class EditorRequestException(string message, int? id = null) : Exception(message)
{
    /// <summary>The id that the line gave; null where it gave none that can be read.</summary>
    public int? Id { get; } = id;
}
