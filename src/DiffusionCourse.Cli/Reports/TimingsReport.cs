using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli;

/// <summary>Times in milliseconds; the total leaves loading out.</summary>
internal sealed record TimingsReport(double Load, double TextEncoder, double Unet, double Scheduler, double Vae, double Total)
{
    public static TimingsReport From(GenerationTimings timings) => new(
        Milliseconds(timings.Load), Milliseconds(timings.TextEncoder), Milliseconds(timings.UNet), Milliseconds(timings.Scheduler), Milliseconds(timings.Vae), Milliseconds(timings.Total));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
