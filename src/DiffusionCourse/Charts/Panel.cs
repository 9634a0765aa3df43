namespace DiffusionCourse.Charts;

/// <summary>One of several charts in a figure that share their axes.</summary>
/// <param name="Title">Stands above the panel.</param>
/// <param name="Series">What is drawn. A name that appears in several panels has the same colour in all.</param>
public sealed record Panel(string Title, params IReadOnlyList<Series> Series);
