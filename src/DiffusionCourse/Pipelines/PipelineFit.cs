using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;

namespace DiffusionCourse.Pipelines;

/// <summary>Checks the components of a model against each other when it is loaded: what one gives, the next must take.</summary>
internal static class PipelineFit
{
    public static void Require(ModelFolder folder, ClipTokenizer tokenizer, TextEncoderModel text, UNetModel unet, VaeDecoderModel vae)
    {
        Same(text.FixedContext, tokenizer.ContextLength, "tokens", text.Location, $"the tokenizer in '{folder.Tokenizer}'");
        Same(unet.Text.Fixed(1), tokenizer.ContextLength, "tokens", unet.Location, $"the tokenizer in '{folder.Tokenizer}'");
        Same(unet.Width, text.Width, "values a token", unet.Location, $"'{text.Location}'");
        Same(vae.FixedHeight, unet.FixedHeight, "rows of latents", vae.Location, $"'{unet.Location}'");
        Same(vae.FixedWidth, unet.FixedWidth, "columns of latents", vae.Location, $"'{unet.Location}'");
    }

    /// <summary>What had to be taken for granted, as sentences for the reader.</summary>
    public static IEnumerable<string> Notices(ModelFolder folder, InferenceDevice device, UNetModel unet, VaeDecoderModel vae)
    {
        if (device.IsFallback)
        {
            yield return device.Reason;
        }

        foreach (var notice in unet.Notices)
        {
            yield return notice;
        }

        if (!vae.StatesScalingFactor)
        {
            yield return Invariant(
                $"vae_decoder/config.json is missing or states no scaling_factor: Stable Diffusion's {vae.ScalingFactor} is taken.");
        }

        if (folder.SchedulerConfig is null)
        {
            yield return "scheduler/scheduler_config.json is missing: Stable Diffusion 1.5's noise schedule is taken.";
        }
    }

    private static void Same(int? takes, int? gives, string what, string taker, string giver)
    {
        if (takes is { } taken && gives is { } given && taken != given)
        {
            throw new ModelException(Invariant(
                $"'{taker}' takes {taken} {what} and {giver} gives {given}: they are of different models. Fetch the model again."));
        }
    }
}
