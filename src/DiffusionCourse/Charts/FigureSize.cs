namespace DiffusionCourse.Charts;

/// <summary>The height of a figure, and how its panels stand.</summary>
/// <param name="Height">Height of one row of panels, in CSS pixels.</param>
/// <param name="Panels">How many panels there are.</param>
/// <param name="Columns">How many stand side by side on a wide page; a narrow page has one column.</param>
internal sealed record FigureSize(int Height, int Panels, int Columns)
{
    public static FigureSize Single { get; } = new(Height: 380, Panels: 1, Columns: 1);
}
