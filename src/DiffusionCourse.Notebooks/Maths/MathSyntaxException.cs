namespace DiffusionCourse.Notebooks.Maths;

/// <summary>A formula holds what the converter does not know. The message names it.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="offset">Where in the formula, in characters from 0.</param>
internal sealed class MathSyntaxException(string message, int offset) : Exception(message)
{
    public int Offset { get; } = offset;
}
