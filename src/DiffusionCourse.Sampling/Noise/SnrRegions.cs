namespace DiffusionCourse.Noise;

/// <summary>How many training timesteps lie in each region of the signal-to-noise ratio.</summary>
/// <param name="High">Timesteps whose SNR is above the upper limit: the picture is hardly disturbed.</param>
/// <param name="Middle">Timesteps between the limits, the upper one included: where form is decided.</param>
/// <param name="Low">Timesteps at or below the lower limit: nearly pure noise.</param>
public readonly record struct SnrRegions(int High, int Middle, int Low)
{
    /// <summary>All timesteps counted.</summary>
    public int Total => High + Middle + Low;
}
