namespace DiffusionCourse.Notebooks.Markup;

/// <summary>Prose that cannot be rendered.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="line">The line in the cell, from 1.</param>
/// <param name="column">The column in the line, from 1.</param>
internal sealed class ProseException(string message, int line, int column) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
