using DiffusionCourse.Display;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

public sealed partial class StableDiffusionPipeline
{
    /// <inheritdoc/>
    public string ToHtml() => new HtmlTable($"Pipeline {Model}", ["part", "what it is"],
    [
        ["tokenizer", Invariant($"{Tokenizer.VocabularySize} tokens, context {Tokenizer.ContextLength}")],
        [
            "latents",
            Invariant(
                $"{LatentChannels} x {DefaultHeight / VaeFactor} x {DefaultWidth / VaeFactor}, scaling factor {ScalingFactor:0.#####}"),
        ],
        ["picture", Invariant($"{DefaultWidth} x {DefaultHeight} pixels, {VaeFactor} pixels a latent along each side")],
        ["device", Device.Reason],
        ["guided step", ArrangementText],
        .. Traffic is { } traffic ? new object?[][] { ["over the network", traffic.ToString()] } : [],
        ["loaded in", Invariant($"{LoadTime.TotalSeconds:0.00} s")],
        .. Notices.Select(notice => new object?[] { "notice", notice }),
    ]).ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Model}: {DefaultWidth} x {DefaultHeight} pixels, {Device.Name}");

    private string ArrangementText => Arrangement switch
    {
        GuidanceArrangement.ConcurrentCalls => "both UNet evaluations at the same time, each on half of the cores",
        GuidanceArrangement.SequentialCalls => "both UNet evaluations one after the other",
        _ => "both UNet evaluations as one batch of two",
    };
}
