namespace DiffusionCourse.Speed;

/// <summary>What <c>course bench</c> found.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Machine">Cores and runtime.</param>
/// <param name="Steps">Guided steps of a picture.</param>
/// <param name="Rounds">Times that each contender was timed.</param>
/// <param name="Arrangement">How the pipeline runs a guided step here.</param>
/// <param name="PipelineOverBareCalls">Time of the pipeline over that of the fastest bare calls.</param>
/// <param name="BytesPerStep">Bytes that a denoising step allocates.</param>
/// <param name="PeakMegabytes">The process's largest working set, with the sessions of all comparisons.</param>
/// <param name="Sections">The comparisons.</param>
/// <param name="Notices">What was left out, and why.</param>
internal sealed record SpeedReport(
    string Model, string Machine, int Steps, int Rounds, string Arrangement, double PipelineOverBareCalls, double BytesPerStep,
    double PeakMegabytes,
    IReadOnlyList<SpeedSection> Sections, IReadOnlyList<string> Notices);

/// <summary>One comparison: contenders timed by turns, the first being what the others are compared with.</summary>
/// <param name="Title">What is compared.</param>
/// <param name="Rows">The contenders.</param>
internal sealed record SpeedSection(string Title, IReadOnlyList<SpeedRow> Rows)
{
    public static SpeedSection Of(string title, IReadOnlyList<Timing> times)
        => new(title, [.. times.Select(time => new SpeedRow(time.Name, time.Median, time.Minimum, time.RatioTo(times[0])))]);
}

/// <summary>One contender's times.</summary>
/// <param name="Name">What was timed.</param>
/// <param name="MedianMs">Median over the rounds, in milliseconds.</param>
/// <param name="MinimumMs">The fastest round.</param>
/// <param name="Ratio">Times as long as the first contender: the median over rounds of the ratio within a round.</param>
internal sealed record SpeedRow(string Name, double MedianMs, double MinimumMs, double Ratio);
