namespace DiffusionCourse.Speed;

/// <summary>One contender's times.</summary>
/// <param name="Name">What was timed.</param>
/// <param name="MedianMs">Median over the rounds, in milliseconds.</param>
/// <param name="MinimumMs">The fastest round.</param>
/// <param name="Ratio">Times as long as the first contender: the median over rounds of the ratio within a round.</param>
internal sealed record SpeedRow(string Name, double MedianMs, double MinimumMs, double Ratio);
