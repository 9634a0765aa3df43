using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>How a cell ended.</summary>
/// <param name="Error">Why it failed; null where it passed.</param>
/// <param name="Elapsed">How long it ran, compilation included.</param>
public sealed record CellOutcome(CellError? Error, TimeSpan Elapsed);
