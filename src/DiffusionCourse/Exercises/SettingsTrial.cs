using DiffusionCourse.Metrics;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Exercises;

/// <summary>One pair of settings that was tried, and what was measured of its picture.</summary>
/// <param name="GuidanceScale">The guidance scale w.</param>
/// <param name="Steps">Inference steps.</param>
/// <param name="Evaluations">Evaluations of the UNet: what the picture cost.</param>
/// <param name="Distance">Root of the mean squared difference to the longest run with the same w, 0 to 255: how far from converged.</param>
/// <param name="ClippedShare">Share of colour values at 0 or 255, 0 to 1.</param>
public sealed record SettingsTrial(double GuidanceScale, int Steps, int Evaluations, double Distance, double ClippedShare)
{
    /// <summary>How well the picture follows its prompt (<see cref="PromptAlignment"/>), at most 1; null where not measured.</summary>
    public double? Alignment { get; init; }

    /// <summary>Measures every picture of a sweep over guidance scales and steps.</summary>
    /// <param name="sweep">Pictures of one prompt and seed.</param>
    /// <param name="judge">The pipeline that measures how well each follows its prompt; null leaves that out.</param>
    public static IReadOnlyList<SettingsTrial> Of(SweepResult sweep, StableDiffusionPipeline? judge = null)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var longest = sweep.Results.GroupBy(result => result.GuidanceScale).ToDictionary(
            group => group.Key, group => group.MaxBy(result => result.Request.Steps)!);
        return [.. sweep.Results.Select(result => new SettingsTrial(
            result.GuidanceScale,
            result.Request.Steps,
            result.UNetEvaluations,
            ImageMetrics.RootMeanSquaredError(result.Image.Pixels, longest[result.GuidanceScale].Image.Pixels),
            ImageMetrics.ClippedShare(result.Image.Pixels))
            {
                Alignment = judge is null ? null : PromptAlignment.Of(judge, result),
            })];
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant(
        $"w = {GuidanceScale:0.##}, {Steps} steps, {Evaluations} evaluations, distance {Distance:0.#}, clipped {100 * ClippedShare:0.#} %");
}
