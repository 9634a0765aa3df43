using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using DiffusionCourse.Models;

namespace DiffusionCourse.Pipelines;

/// <summary>One scheduler call as it happened: what went in, what the UNet said, what came out. Pictures are decoded on demand.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class DenoisingStep : IHtmlDisplay
{
    private readonly Func<float[], bool, RgbImage> _decode;

    internal DenoisingStep(
        DenoisingLoop loop, int index, double timestep, IReadOnlyList<string> notices, Func<float[], bool, RgbImage> decode)
    {
        _decode = decode;
        Index = index;
        Count = loop.CallCount;
        Timestep = timestep;
        Notices = notices;
        Evaluations = loop.Evaluations;
        Latents = loop.Latents.ToArray();
        PredictedOriginal = loop.PredictedOriginal.ToArray();
        Conditional = loop.Conditional.ToArray();
        Unconditional = loop.Unconditional.ToArray();
        Guided = loop.Guided.ToArray();
    }

    /// <summary>Number of the call, from 1.</summary>
    public int Index { get; }

    /// <summary>Calls in all.</summary>
    public int Count { get; }

    /// <summary>The timestep at which the UNet was evaluated.</summary>
    public double Timestep { get; }

    /// <summary>What the reader should know of the whole run: a prompt that was cut, say. Empty when all is well.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>UNet evaluations so far.</summary>
    public int Evaluations { get; }

    /// <summary>x after the call, channels x height x width.</summary>
    public IReadOnlyList<float> Latents { get; }

    /// <summary>x_0 as the guided prediction implies it at this timestep.</summary>
    public IReadOnlyList<float> PredictedOriginal { get; }

    /// <summary>The UNet's prediction with the prompt.</summary>
    public IReadOnlyList<float> Conditional { get; }

    /// <summary>The UNet's prediction with the negative prompt; the conditional one where guidance is off.</summary>
    public IReadOnlyList<float> Unconditional { get; }

    /// <summary>The prediction that the scheduler was given.</summary>
    public IReadOnlyList<float> Guided { get; }

    /// <summary>Decodes the predicted x_0: what the model believes the picture will be.</summary>
    public RgbImage DecodePrediction() => Decode(PredictedOriginal);

    /// <summary>
    /// The predicted x_0 in a quick look: decoded by the model's small preview decoder (TAESD) where it has one, and then perhaps of
    /// another size; else as <see cref="DecodePrediction"/> does.
    /// </summary>
    public RgbImage DecodePreview() => Decode(PredictedOriginal, preview: true);

    /// <summary>Decodes x itself, noise and all.</summary>
    public RgbImage DecodeLatents() => Decode(Latents);

    /// <summary>Shows both pictures side by side: decoding them costs what two decodings cost.</summary>
    public string ToHtml() =>
        new ImageGrid([[new(DecodeLatents()), new(DecodePrediction())]], ToString(), columnTitles: ["x so far", "predicted picture"])
            .ToHtml();

    /// <inheritdoc/>
    public override string ToString()
        => Invariant($"step {Index} of {Count}, timestep {Timestep:0.##}, {Evaluations} UNet evaluations so far");

    private RgbImage Decode(IReadOnlyList<float> latents, bool preview = false)
    {
        try
        {
            return _decode((float[])latents, preview);
        }
        catch (ModelException error)
        {
            throw new ModelException(Invariant($"At call {Index} of {Count} (timestep {Timestep:0.##}): {error.Message}"), error);
        }
    }
}
