namespace DiffusionCourse.Schedulers.Engine;

/// <summary>The checked numbers that a plan is made from.</summary>
internal readonly record struct StartRequest(int Steps, double Strength)
{
    /// <summary>The steps skipped for image-to-image: diffusers' rule t_start = n - min(int(n * strength), n).</summary>
    public int SkippedSteps => Steps - Math.Min((int)(Steps * Strength), Steps);
}
