using DiffusionCourse.Display;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Cost;

/// <summary>
/// How long a generation would take by its counted cost and a device's rates, without running it. On a device of a data sheet each
/// operation takes the longer of its arithmetic and its bytes (Williams, Waterman and Patterson 2009); on a machine that was
/// measured (<see cref="DeviceRates.LayerGigabytesPerSecond"/>) the sum of its arithmetic, its weights, which come from memory anew in
/// every call, and its activations. Starting it comes on top. A network takes that, or what the device's efficiency makes
/// of its arithmetic, whichever is longer.
/// </summary>
/// <remarks>
/// A batch of two reads the weights once for both evaluations of a guided step; two calls side by side read them twice, and have
/// the rates of that mode.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class TimePrediction : IHtmlDisplay
{
    private TimePrediction(GenerationCost cost, DeviceRates device, GuidanceArrangement arrangement)
    {
        Cost = cost;
        Device = device;
        Arrangement = arrangement;
        Parts = [
            .. cost.Parts.Select(
                part => part.Network == cost.Model.UNet ? NetworkTime.OfUNet(
                    cost, device, arrangement) : NetworkTime.Of(part.Network, part.Calls, device))
        ];
    }

    /// <summary>What was counted.</summary>
    public GenerationCost Cost { get; }

    /// <summary>The device, with the efficiency that was set.</summary>
    public DeviceRates Device { get; }

    /// <summary>How the two evaluations of a guided step are taken to be run: never <see cref="GuidanceArrangement.Auto"/>.</summary>
    public GuidanceArrangement Arrangement { get; }

    /// <summary>Text encoder, UNet, VAE decoder and, from a picture, the VAE encoder.</summary>
    public IReadOnlyList<NetworkTime> Parts { get; }

    /// <summary>The whole picture.</summary>
    public TimeSpan Total => Parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.All);

    /// <summary>
    /// How far off the whole picture may be by the rates alone: of each part the share by which they missed the worst of the blocks of
    /// layers that they were measured with. Null on a device of a data sheet, whose efficiency decides. What the rates do not know comes on
    /// top: a busy moment, the tokenizer, and that a network finds less in the caches than a chain of equal blocks.
    /// </summary>
    public TimeSpan? Error => Parts.Aggregate((TimeSpan?)TimeSpan.Zero, (sum, part) => sum + ErrorOf(part));

    /// <summary>Predicts.</summary>
    /// <param name="cost">The counted cost of a request: model, size, steps and guidance.</param>
    /// <param name="device">The device, with an efficiency: <c>DeviceRates.Find("T4") with { Efficiency = 0.17 }</c>.</param>
    /// <param name="arrangement">How both evaluations of a guided step are run. Default: what the rates say is faster.</param>
    /// <exception cref="ArgumentException">The efficiency is out of its limits.</exception>
    public static TimePrediction Of(GenerationCost cost, DeviceRates device, GuidanceArrangement arrangement = GuidanceArrangement.Auto)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(device);
        device.Check();
        return new TimePrediction(cost, device, arrangement == GuidanceArrangement.Auto ? Faster(cost.Model.UNet, device) : arrangement);
    }

    private static GuidanceArrangement Faster(NetworkCost unet, DeviceRates device)
        => device.SideBySide is null ? GuidanceArrangement.BatchOfTwo
        : new[] { GuidanceArrangement.BatchOfTwo, GuidanceArrangement.ConcurrentCalls }.MinBy(arrangement =>
            NetworkTime.Pair(unet, device, arrangement).Total);

    /// <summary>Predicted and measured times side by side, and how far the prediction is off.</summary>
    /// <param name="measured">The measurement of the same request.</param>
    /// <exception cref="ArgumentException">The measurement is of another number of evaluations.</exception>
    public HtmlTable CompareWith(LatencyBreakdown measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (measured.UNetEvaluations != Cost.UNetEvaluations)
        {
            throw new ArgumentException(
                Invariant(
                    $"The prediction is of {Cost.UNetEvaluations} UNet evaluations and the measurement of {
                        measured.UNetEvaluations}: predict the request that was measured."),
                nameof(measured));
        }

        return new HtmlTable(
            $"{Cost.Model.Model} on {Device.Name}: predicted ({Named(Arrangement)}) and "
                + $"measured{(measured.Arrangement == Arrangement ? "" : $" ({Named(measured.Arrangement)})")}",
            ["part", new("predicted", "ms", "0.0"), new("error bar", "± ms", "0.0"), new("measured", "ms", "0.0"), new("off by", "%", "0")],
            [
                Row(Parts.Count > 3 ? "text and VAE encoder" : "text encoder", [Parts[0], .. Parts.Skip(3)], measured.TextEncoder),
                Row("UNet", [Parts[1]], measured.UNet), Row("VAE decoder", [Parts[2]], measured.VaeDecoder),
                Row("picture", Parts, measured.Picture),
            ]);

        static object?[] Row(string name, IReadOnlyList<NetworkTime> parts, LatencyPart measured)
        {
            var predicted = parts.Sum(part => part.All.TotalMilliseconds);
            var median = measured.CallsAPicture * measured.Warm.Median.TotalMilliseconds;
            return [name, predicted, ErrorOf(parts), median, 100 * (predicted / median - 1)];
        }
    }

    // Nothing where a part has no error bar: a sum would leave it out.
    private static double? ErrorOf(IReadOnlyList<NetworkTime> parts) =>
        parts.Aggregate((double?)0, (sum, part) => sum + ErrorOf(part)?.TotalMilliseconds);

    private static TimeSpan? ErrorOf(NetworkTime part) => part.Misfit * part.All;

    private static string Named(GuidanceArrangement arrangement) => arrangement switch
    {
        GuidanceArrangement.BatchOfTwo => "guided steps in a batch of two",
        GuidanceArrangement.ConcurrentCalls => "guided steps in two calls side by side",
        _ => "guided steps in two calls one after the other",
    };

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Table.ToString();

    /// <summary>The networks with their times and what limits them.</summary>
    public HtmlTable Table => new(
        Invariant(
            $"{Cost.Model.Model}, {Cost.Model.Width} x {Cost.Model.Height}, {Cost.UNetEvaluations} UNet evaluations on {
                Device.Name} at an efficiency of {Device.Efficiency:0.##}"),
        ["network", "calls", new("one call", "ms", "0.00"), new("all", "s", "0.000"), "limited by"],
        [
            .. Parts.Select(part =>
                (IReadOnlyList<object?>)[part.Network, part.Calls, part.OneCall.TotalMilliseconds, part.All.TotalSeconds, part.LimitedBy]),
            ["picture", null, null, Total.TotalSeconds, null],
            .. Error is { } error ? new object?[][] { ["error bar, ±", null, null, error.TotalSeconds, null] } : [],
        ]);
}
