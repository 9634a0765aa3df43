namespace DiffusionCourse.Schedulers.Engine;

/// <summary>The checked numbers that a plan is made from.</summary>
/// <param name="Steps">Inference steps of the whole schedule.</param>
/// <param name="Strength">Share of them that is run, above 0 and at most 1.</param>
/// <param name="OnStraightPath">Whether samples lie on straight paths, as those of flow models do.</param>
internal readonly record struct StartRequest(int Steps, double Strength, bool OnStraightPath)
{
    // A strength is recommended with four decimals.
    private const double Parts = 10_000;

    /// <summary>
    /// The steps skipped for image-to-image. diffusers' rule is t_start = n - min(int(n * strength), n) for Stable Diffusion 1, 2 and XL,
    /// and t_start = int(max(n - min(n * strength, n), 0)) for Stable Diffusion 3, FLUX and other flow models: it rounds the other way.
    /// </summary>
    public int SkippedSteps => OnStraightPath
        ? (int)Math.Max(Steps - Steps * Strength, 0)
        : Steps - Math.Min((int)(Steps * Strength), Steps);

    /// <summary>The least strength that is enough for a part of the whole.</summary>
    /// <param name="part">What must be left, of <paramref name="whole"/>.</param>
    /// <param name="whole">What a strength of 1 leaves.</param>
    /// <param name="isEnough">
    /// Products are checked, since rounding may leave them below the whole number that they stand for, as it does 161 x (1 / 161).
    /// </param>
    public static double LeastStrength(int part, int whole, Func<double, bool> isEnough)
    {
        var parts = Math.Ceiling(Parts * part / whole);
        return isEnough(parts / Parts) ? parts / Parts : (parts + 1) / Parts;
    }

    /// <summary>Says that no step is left, and the least strength and number of steps that leave one.</summary>
    /// <param name="timesteps">Timesteps of the whole schedule: fewer than steps where the noisiest are cut off.</param>
    /// <param name="takes">Whether a number of steps may be asked for.</param>
    public string Refusal(int timesteps, Func<int, bool> takes)
    {
        var start = this;
        var least = LeastStrength(
            Steps - timesteps + 1, Steps, strength => (start with { Strength = strength }).SkippedSteps < timesteps);
        var steps = Math.Ceiling(1 / Strength);
        steps = steps * Strength < 1 ? steps + 1 : steps;
        var orSteps = timesteps == Steps && takes((int)Math.Min(steps, int.MaxValue)) ? Invariant($", or {steps} steps or more") : "";
        return Invariant($"A strength of {Strength} leaves none of {Steps} steps. Use {least:0.####} or more{orSteps}.");
    }
}
