using System.Globalization;
using DiffusionCourse.Inference;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>Checks where a request starts (a picture, latents, noise, embeddings) before any work is done.</summary>
internal static class StartRules
{
    /// <summary>diffusers' usual strength of image to image.</summary>
    public const double UsualStrength = 0.8;

    /// <summary>The share of the schedule that is run: 1 without a picture.</summary>
    public static double Strength(GenerationRequest request, Scheduler scheduler)
    {
        bool hasPicture = request.Image is not null || request.ImageLatents is not null;
        if (request.Image is not null && request.ImageLatents is not null)
        {
            throw new ArgumentException("Both Image and ImageLatents are given, and a run starts from one picture. Leave one of them out.");
        }

        if (request.Strength is { } stated && !(stated > 0 && stated <= 1))
        {
            throw new ArgumentException(Invariant($"The strength is {stated}: it must be above 0 (the picture as it is) and at most 1 (nearly nothing of it). Try {UsualStrength}."));
        }

        if (!hasPicture)
        {
            return request.Strength is { } alone ? throw new ArgumentException(Invariant($"A strength of {alone} is given, but no picture to start from. Give Image or ImageLatents, or leave the strength out.")) : 1;
        }

        if (scheduler is DdimInverseScheduler)
        {
            return request.Strength is null or 1 ? 1 : throw new ArgumentException(Invariant($"The strength is {request.Strength}, but inversion runs from the picture over all steps. Leave it out."));
        }

        double strength = request.Strength ?? UsualStrength;
        return (int)(request.Steps * strength) > 0 ? strength : throw new ArgumentException(Invariant(
            $"A strength of {strength} leaves none of {request.Steps} steps. Use {1.0 / request.Steps:0.###} or more, or {Math.Ceiling(1 / strength)} steps or more."));
    }

    /// <summary>Refuses latents or noise of another size than the picture's.</summary>
    public static void RequireLatents(IReadOnlyList<float>? latents, string name, int channels, int height, int width)
    {
        if (latents is null)
        {
            return;
        }

        if (latents.Count != channels * height * width)
        {
            throw new ArgumentException(Invariant($"{name} has {latents.Count} values; a picture of this size has {channels} x {height} x {width} = {channels * height * width} latents. State the width and height that they are for."));
        }

        for (int i = 0; i < latents.Count; i++)
        {
            if (!float.IsFinite(latents[i]))
            {
                throw new ArgumentException(Invariant($"{name} holds {latents[i]} at index {i}: every value must be finite."));
            }
        }
    }

    /// <summary>Refuses embeddings that the UNet does not take, or that differ from each other.</summary>
    public static void RequireEmbeddings(GenerationRequest request, UNetModel unet, int usualContext, bool guided)
    {
        foreach (var (embedding, name) in new[] { (request.PromptEmbedding, nameof(request.PromptEmbedding)), (request.NegativeEmbedding, nameof(request.NegativeEmbedding)) })
        {
            if (embedding is null)
            {
                continue;
            }

            if (unet.Width is { } width && embedding.Width != width)
            {
                throw new ArgumentException(Invariant($"{name} has {embedding}, and the UNet takes {width} values a token. Make it with this pipeline's EncodePrompt."));
            }

            if (unet.Text.Fixed(1) is { } context && embedding.Context != context)
            {
                throw new ArgumentException(Invariant($"{name} has {embedding}, and this export of the UNet is fixed at {context} tokens."));
            }
        }

        int prompt = request.PromptEmbedding?.Context ?? usualContext, negative = request.NegativeEmbedding?.Context ?? usualContext;
        if (guided && prompt != negative)
        {
            throw new ArgumentException(Invariant($"The prompt's embedding has {prompt} tokens and the negative one {negative}: guidance needs equally many. Give both embeddings with the same number of tokens."));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
