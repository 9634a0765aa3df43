namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>What the compiler has against a piece of code.</summary>
/// <param name="Start">Where the piece starts, in UTF-16 code units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Code">The compiler's number, such as <c>CS0103</c>.</param>
/// <param name="Message">The message.</param>
internal sealed record Diagnosis(int Start, int End, string Severity, string Code, string Message);
