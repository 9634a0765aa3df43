using DiffusionCourse.Display;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cost;

/// <summary>What drawing one picture costs. 1 multiply-accumulate (MAC) = 2 FLOP; the rule is at <see cref="NetworkCost"/>.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class GenerationCost : IHtmlDisplay
{
    internal GenerationCost(ModelCost model, GenerationRequest request, NetworkCalls plan)
    {
        Model = model;
        Request = request;
        Calls = plan;
    }

    /// <summary>One call of each network.</summary>
    public ModelCost Model { get; }

    /// <summary>What was asked for.</summary>
    public GenerationRequest Request { get; }

    /// <summary>How often each network is called.</summary>
    public NetworkCalls Calls { get; }

    /// <summary>The largest guidance scale of the run.</summary>
    public double GuidanceScale => Calls.GuidanceScale;

    /// <summary>Calls of the scheduler: more than steps with some schedulers, fewer from a picture with a strength below 1.</summary>
    public int SchedulerCalls => Calls.SchedulerCalls;

    /// <summary>Evaluations of the UNet for one sample: two at each call where guidance is active, else one.</summary>
    public int UNetEvaluations => Calls.UNetEvaluations;

    /// <summary>
    /// Texts that are encoded: 2 with guidance (the prompt and the negative or empty one), else 1; none where embeddings are given.
    /// </summary>
    public int TextEncoderCalls => Calls.TextEncoderCalls;

    /// <summary>Multiply-accumulates of everything.</summary>
    public long MultiplyAccumulates => Parts.Sum(part => part.Calls * part.Network.Total.MultiplyAccumulates);

    /// <summary>Floating-point operations of everything, in units of 1e12.</summary>
    public double TotalTFlop => 2 * MultiplyAccumulates / 1e12;

    /// <summary>Pictures that are encoded: 1 for image to image, else 0.</summary>
    public int VaeEncoderCalls => Calls.VaeEncoderCalls;

    /// <summary>
    /// The networks that are called, and how often: text encoder, UNet, VAE decoder and, from a picture, the VAE encoder.
    /// </summary>
    public IReadOnlyList<(NetworkCost Network, int Calls)> Parts =>
    [
        (Model.TextEncoder, TextEncoderCalls), (Model.UNet, UNetEvaluations), (Model.VaeDecoder, 1),
        .. VaeEncoderCalls > 0 && Model.VaeEncoder is { } encoder ? new[] { (encoder, VaeEncoderCalls) } : [],
    ];

    /// <summary>What was counted, in words.</summary>
    internal string Title
        => Invariant($"{Model.Model}, {Model.Width} x {Model.Height}, {Request.Steps} steps of {Request.Scheduler}, w = {GuidanceScale}")
        + (Request.Image is null && Request.ImageLatents is null ? "" : Invariant($", from a picture at strength {Calls.Strength}"));

    /// <inheritdoc/>
    public string ToHtml() => Table().ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Table().ToString();

    private HtmlTable Table()
    {
        var (unit, size) = TotalTFlop < 1 ? ("GFLOP", 1e9) : ("TFLOP", 1e12);
        return new HtmlTable(
            Title,
            ["network", "calls", new("one call", "GMAC"), new("in all", unit), new("share", "%", "0.00")],
            [
                .. Parts.Select(part =>
                    Row(part.Network.Name, part.Calls, part.Network.GMac, part.Calls * part.Network.Total.MultiplyAccumulates)),
                Row("all", null, null, MultiplyAccumulates),
            ]);

        object?[] Row(string name, int? calls, double? call, long operations)
            => [name, calls, call, 2 * operations / size, 100.0 * operations / MultiplyAccumulates];
    }
}
