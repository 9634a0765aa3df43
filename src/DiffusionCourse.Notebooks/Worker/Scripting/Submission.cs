using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>What came of a piece of code.</summary>
/// <param name="HasValue">Whether it ended in an expression without a semicolon.</param>
/// <param name="Value">The value of that expression.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
internal sealed record Submission(bool HasValue, object? Value, CellError? Error);
