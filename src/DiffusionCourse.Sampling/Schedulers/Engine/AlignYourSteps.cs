using DiffusionCourse.Noise;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>The timesteps of Align Your Steps, Sabour et al. 2024 (arXiv:2404.14507), for Stable Diffusion 1.5.</summary>
internal static class AlignYourSteps
{
    /// <summary>The published list for ten steps, and the least noisy timestep, where the last step ends.</summary>
    private static readonly double[] Published = [999, 850, 736, 645, 545, 455, 343, 233, 124, 24, 0];

    /// <summary>
    /// Whole timesteps. Ten are the published ones; other numbers lie between them, linear in log sigma, as the authors do.
    /// </summary>
    public static double[] Timesteps(NoiseSchedule schedule, int steps)
    {
        if (schedule.Length != 1000)
        {
            throw new ArgumentException(
                $"Align Your Steps is published for 1000 training timesteps; this schedule has {schedule.Length}. Use another spacing.");
        }

        // At zero terminal SNR the largest sigma is infinite; the level that runs start from stands in for it.
        double[] logs = [.. schedule.AlphasCumprod.Select(a => a > 0 ? a : Math.Pow(2, -24)).Select(a => Math.Log(Math.Sqrt((1 - a) / a)))];
        var published = Array.ConvertAll(Published, timestep => logs[(int)timestep]);
        var timesteps = new double[steps];
        for (var i = 0; i < steps; i++)
        {
            var place = (double)i * (published.Length - 1) / steps;
            var left = (int)place;
            var share = place - left;
            timesteps[i] = share == 0
                ? Published[left]
                : Grid.Round(SigmaGrid.TimestepOf(Math.Exp(published[left] + share * (published[left + 1] - published[left])), logs));
        }

        return timesteps;
    }
}
