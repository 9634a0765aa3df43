using System.Diagnostics;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Pipelines;

public sealed partial class StableDiffusionPipeline
{
    private static readonly IProgress<GenerationProgress> Silent = new NoProgress();
    private PromptVocabulary? _vocabulary;

    /// <summary>The bare loop, for measurements.</summary>
    internal DenoisingLoop StartLoop(GenerationRequest request, CancellationToken cancellation = default)
    {
        var resolved = Resolve(request);
        var (text, negative, _) = Encode(resolved, cancellation);
        return new DenoisingLoop(_parts.UNet, resolved, text, negative, withPredictedOriginal: false, cancellation);
    }

    private GenerationResult Generate(ResolvedRequest resolved, IProgress<GenerationProgress> progress, CancellationToken cancellation)
    {
        using var use = _parts.Use();
        return GenerateInUse(resolved, progress, cancellation);
    }

    // For whoever holds a use already: a sweep that has begun draws its further pictures even when the pipeline was disposed meanwhile.
    private GenerationResult GenerateInUse(
        ResolvedRequest resolved, IProgress<GenerationProgress> progress, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        progress.Report(new(GenerationStage.Encoding, 0, resolved.Plan.Preview.CallCount));
        var (text, negative, notices) = Encode(resolved, cancellation);
        var encoded = Stopwatch.GetElapsedTime(start);

        using var loop = new DenoisingLoop(_parts.UNet, resolved, text, negative, withPredictedOriginal: false, cancellation);
        while (loop.MoveNext())
        {
            progress.Report(new(GenerationStage.Denoising, loop.Position, loop.CallCount));
        }

        progress.Report(new(GenerationStage.Decoding, loop.CallCount, loop.CallCount));
        var decoding = Stopwatch.GetTimestamp();
        var latents = loop.Latents.ToArray();
        var image = Decode(latents, resolved, cancellation);
        var decoded = Stopwatch.GetElapsedTime(decoding);
        progress.Report(new(GenerationStage.Done, loop.CallCount, loop.CallCount));
        return Result(resolved, image, latents, loop.Evaluations, notices,
            new(LoadTime, encoded, loop.UNetTime, loop.SchedulerTime, decoded, Stopwatch.GetElapsedTime(start)));
    }

    private GenerationResult Result(
        ResolvedRequest resolved, RgbImage image, float[] latents, int evaluations, IReadOnlyList<string> notices,
        GenerationTimings timings) => new()
    {
        Image = image,
        Request = resolved.Request,
        Model = Model,
        Device = Device.Name,
        GuidanceScale = resolved.Plan.GuidanceScale,
        Scheduler = resolved.Plan.Scheduler.Name,
        UNetEvaluations = evaluations,
        Latents = latents,
        Notices = [.. notices, .. Optional(PictureCheck.Notice(image))],
        Timings = timings,
    };

    private RgbImage Decode(float[] latents, ResolvedRequest resolved, CancellationToken cancellation)
        => _parts.Vae.DecodePicture(latents, resolved.LatentHeight, resolved.LatentWidth, cancellation);

    private (TextEmbedding Text, TextEmbedding? Negative, IReadOnlyList<string> Notices) Encode(
        ResolvedRequest resolved, CancellationToken cancellation)
    {
        resolved.Start?.Encode(cancellation);
        var (text, notices) = Embed(resolved.Request.Prompt, resolved.Request.PromptEmbedding, cancellation);
        if (!resolved.Plan.IsGuided)
        {
            string[] unused = resolved.Request is { NegativePrompt.Length: 0, NegativeEmbedding: null }
                ? []
                : [
                    "The negative prompt has no effect: " + (
                        resolved.Plan.EmbeddedScale is null
                            ? "guidance is off for a guidance scale up to 1."
                            : "this model is told the guidance scale and guides by itself.")
                ];
            return (text, null, [.. notices, .. unused]);
        }

        var (negative, ofNegative) = Embed(resolved.Request.NegativePrompt, resolved.Request.NegativeEmbedding, cancellation);
        return (text, negative, [.. notices.Union(ofNegative, StringComparer.Ordinal)]);
    }

    private static string[] Optional(string? notice) => notice is null ? [] : [notice];

    private (TextEmbedding Embedding, IReadOnlyList<string> Notices) Embed(
        string prompt, TextEmbedding? given, CancellationToken cancellation)
    {
        if (given is not null)
        {
            return (given, []);
        }

        var tokens = Tokenizer.Encode(prompt);
        var unknown = Prompts.AreListed ? (_vocabulary ??= new(Prompts)).Notice(prompt) : null;
        return (_parts.TextEncoder.Encode(tokens, cancellation), [.. Optional(tokens.Notice), .. Optional(unknown)]);
    }

    private sealed class NoProgress : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value)
        {
        }
    }
}
