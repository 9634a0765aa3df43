namespace DiffusionCourse.Charts;

/// <summary>One of several charts in a figure.</summary>
/// <param name="Title">Stands above the panel.</param>
/// <param name="Series">What is drawn. A name that appears in several panels has the same colour in all.</param>
public sealed record Panel(string Title, params IReadOnlyList<Series> Series)
{
    /// <summary>A vertical axis of its own; null shares that of the figure.</summary>
    public Axis? Y { get; init; }
}
