namespace DiffusionCourse.Charts;

/// <summary>A point of a scatter chart.</summary>
/// <param name="X">Its position along the horizontal axis.</param>
/// <param name="Y">Its position along the vertical axis.</param>
/// <param name="Value">What its colour stands for.</param>
/// <param name="Label">What stands beside it; null for nothing.</param>
public sealed record ScatterPoint(double X, double Y, double Value, string? Label = null);
