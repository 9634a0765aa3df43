using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>A cell with all that its page shows of it.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Prose">The HTML of prose; empty for code.</param>
/// <param name="Outputs">What it showed.</param>
internal sealed record PageCell(CellResult Result, string Prose, IReadOnlyList<PageOutput> Outputs);
