using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli;

/// <summary>What <c>course generate --json</c> prints.</summary>
internal sealed record GenerationReport(
    string Model, string Device, string Prompt, string NegativePrompt, ulong Seed, int Steps, double GuidanceScale, string Scheduler,
    int UnetEvaluations, TimingsReport TimingsMs, int Width, int Height, string Out, IReadOnlyList<string> Notices, MemoryFigures MemoryMb)
{
    public static GenerationReport From(GenerationResult result, string path, MemoryReport memory) => new(
        result.Model, result.Device, result.Request.Prompt, result.Request.NegativePrompt, result.Request.Seed, result.Request.Steps,
        result.GuidanceScale, result.Scheduler, result.UNetEvaluations, TimingsReport.From(result.Timings), result.Image.Width,
        result.Image.Height, path, result.Notices, MemoryFigures.From(memory));
}

/// <summary>Memory in megabytes (1e6 bytes): the files of the networks, and the most that the process held.</summary>
internal sealed record MemoryFigures(double Weights, double PeakProcess)
{
    public static MemoryFigures From(MemoryReport memory) => new(Megabytes(memory.WeightBytes), Megabytes(memory.PeakProcessBytes));

    private static double Megabytes(long bytes) => Math.Round(bytes / 1e6, 1);
}

/// <summary>Times in milliseconds; the total leaves loading out.</summary>
internal sealed record TimingsReport(double Load, double TextEncoder, double Unet, double Scheduler, double Vae, double Total)
{
    public static TimingsReport From(GenerationTimings timings) => new(
        Milliseconds(timings.Load), Milliseconds(timings.TextEncoder), Milliseconds(timings.UNet), Milliseconds(timings.Scheduler),
        Milliseconds(timings.Vae), Milliseconds(timings.Total));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
