namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>What went wrong in a cell.</summary>
/// <param name="Kind">The kind of failure.</param>
/// <param name="Message">One line or a few: the exception's type and message, or the compiler's.</param>
/// <param name="Location">Where, when that is known.</param>
/// <param name="Details">Further lines: other compiler messages, inner exceptions, the trimmed stack trace.</param>
public sealed record CellError(CellErrorKind Kind, string Message, CellLocation? Location, IReadOnlyList<string> Details)
{
    /// <summary>The message with its place, such as <c>cell 3, line 2: CS0103: The name 'x' does not exist</c>.</summary>
    public override string ToString() => Location is null ? Message : $"{Location}: {Message}";
}
