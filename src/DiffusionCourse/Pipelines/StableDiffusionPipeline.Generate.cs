using System.Diagnostics;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

public sealed partial class StableDiffusionPipeline
{
    private static readonly IProgress<GenerationProgress> Silent = new NoProgress();

    /// <summary>The bare loop, for measurements.</summary>
    internal DenoisingLoop StartLoop(GenerationRequest request, CancellationToken cancellation = default)
    {
        var settings = _rules.Resolve(request);
        var (text, negative, _) = Encode(settings, cancellation);
        return new DenoisingLoop(_parts.UNet, settings, text, negative, withPredictedOriginal: false, cancellation);
    }

    private GenerationResult Generate(ResolvedSettings settings, IProgress<GenerationProgress> progress, CancellationToken cancellation)
    {
        using var use = _parts.Use();
        long start = Stopwatch.GetTimestamp();
        progress.Report(new("text", 0, settings.Request.Steps));
        var (text, negative, notices) = Encode(settings, cancellation);
        var encoded = Stopwatch.GetElapsedTime(start);

        using var loop = new DenoisingLoop(_parts.UNet, settings, text, negative, withPredictedOriginal: false, cancellation);
        while (loop.MoveNext())
        {
            progress.Report(new("denoising", loop.Position, loop.CallCount));
        }

        progress.Report(new("decoding", loop.CallCount, loop.CallCount));
        long decoding = Stopwatch.GetTimestamp();
        var image = Decode(loop.Latents, settings, cancellation);
        var decoded = Stopwatch.GetElapsedTime(decoding);
        progress.Report(new("done", loop.CallCount, loop.CallCount));
        return Result(settings, image, loop.Latents, loop.Evaluations, notices,
            new(LoadTime, encoded, loop.UNetTime, loop.SchedulerTime, decoded, Stopwatch.GetElapsedTime(start)));
    }

    private GenerationResult Result(ResolvedSettings settings, RgbImage image, ReadOnlySpan<float> latents, int evaluations, IReadOnlyList<string> notices, GenerationTimings timings) => new()
    {
        Image = image,
        Request = settings.Request,
        Model = Model,
        Device = Device.Name,
        GuidanceScale = settings.GuidanceScale,
        Scheduler = settings.Scheduler.Name,
        UNetEvaluations = evaluations,
        Latents = latents.ToArray(),
        Notices = [.. notices, .. Said(PictureCheck.Notice(image))],
        Timings = timings,
    };

    private RgbImage Decode(ReadOnlySpan<float> latents, ResolvedSettings settings, CancellationToken cancellation)
        => _parts.Vae.DecodePicture(latents, settings.LatentHeight, settings.LatentWidth, cancellation);

    private (TextEmbedding Text, TextEmbedding? Negative, IReadOnlyList<string> Notices) Encode(ResolvedSettings settings, CancellationToken cancellation)
    {
        settings.Start?.Encode(cancellation);
        var (text, cut) = Embed(settings.Request.Prompt, settings.Request.PromptEmbedding, cancellation);
        if (!settings.IsGuided)
        {
            string[] unused = settings.Request is { NegativePrompt.Length: 0, NegativeEmbedding: null } ? [] : ["The negative prompt has no effect: " + (settings.EmbeddedGuidanceScale is null ? "guidance is off for a guidance scale up to 1." : "this model is told the guidance scale and guides by itself.")];
            return (text, null, [.. Said(cut), .. unused]);
        }

        var (negative, negativeCut) = Embed(settings.Request.NegativePrompt, settings.Request.NegativeEmbedding, cancellation);
        return (text, negative, [.. Said(cut), .. Said(negativeCut)]);
    }

    private static string[] Said(string? notice) => notice is null ? [] : [notice];

    private (TextEmbedding Embedding, string? Notice) Embed(string prompt, TextEmbedding? given, CancellationToken cancellation)
    {
        if (given is not null)
        {
            return (given, null);
        }

        var tokens = Tokenizer.Encode(prompt);
        return (_parts.TextEncoder.Encode(tokens, cancellation), tokens.Notice);
    }

    private sealed class NoProgress : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value)
        {
        }
    }
}
