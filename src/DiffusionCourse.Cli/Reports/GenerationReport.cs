using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli;

/// <summary>What <c>course generate --json</c> prints.</summary>
internal sealed record GenerationReport(
    string Model, string Device, string Prompt, string NegativePrompt, ulong Seed, int Steps, double GuidanceScale, string Scheduler,
    int UnetEvaluations, TimingsReport TimingsMs, int Width, int Height, string Out, IReadOnlyList<string> Notices, MemoryFigures MemoryMb)
{
    public static GenerationReport From(GenerationResult result, string path, MemoryReport memory) => new(
        result.Model, result.Device, result.Request.Prompt, result.Request.NegativePrompt, result.Request.Seed, result.Request.Steps,
        result.GuidanceScale, result.Scheduler, result.UNetEvaluations, TimingsReport.From(result.Timings), result.Image.Width, result.Image.Height, path, result.Notices, MemoryFigures.From(memory));
}
