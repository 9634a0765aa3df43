namespace DiffusionCourse.Charts;

/// <summary>One colour of stacked bars.</summary>
/// <param name="Name">Its name in the legend and in the table.</param>
/// <param name="Values">Its length in each bar, 0 or more.</param>
public sealed record BarPart(string Name, IReadOnlyList<double> Values);
