namespace DiffusionCourse.Charts;

/// <summary>How the values of a series are drawn.</summary>
public enum SeriesStyle
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>A marker at each value.</summary>
    Points,

    /// <summary>A line with a marker at each value.</summary>
    LineAndPoints,
}
