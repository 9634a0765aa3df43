using System.Globalization;
using DiffusionCourse.Display;

namespace DiffusionCourse.Cost;

/// <summary>
/// How long a generation would take by its counted cost and a device's rates. Under the roofline each operation takes the longer
/// of its arithmetic at the matrix rate and its bytes (weights and activations, as if every layer went through memory) at the
/// memory rate, plus the overhead of starting it; a network takes that, or what the device's efficiency makes of its
/// arithmetic, whichever is longer. Caches and fused layers make it faster, small or awkward shapes slower.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class TimePrediction : IHtmlDisplay
{
    private TimePrediction(GenerationCost cost, DeviceRates device)
    {
        Cost = cost;
        Device = device;
        Parts = [.. cost.Parts.Select(part => NetworkTime.Of(part.Network, part.Calls, device))];
    }

    /// <summary>What was counted.</summary>
    public GenerationCost Cost { get; }

    /// <summary>The device, with the efficiency that was set.</summary>
    public DeviceRates Device { get; }

    /// <summary>Each network, in the order of use.</summary>
    public IReadOnlyList<NetworkTime> Parts { get; }

    /// <summary>The whole picture.</summary>
    public TimeSpan Total => Parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.All);

    /// <summary>Predicts.</summary>
    /// <param name="cost">The counted cost of a request: model, size, steps and guidance.</param>
    /// <param name="device">The device, with an efficiency: <c>DeviceRates.Find("T4") with { Efficiency = 0.17 }</c>.</param>
    /// <exception cref="ArgumentException">The efficiency is out of its limits.</exception>
    public static TimePrediction Of(GenerationCost cost, DeviceRates device)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(device);
        device.Check();
        return new TimePrediction(cost, device);
    }

    /// <summary>Predicted and measured times side by side, and how far the prediction is off.</summary>
    /// <param name="measured">The measurement of the same request.</param>
    /// <exception cref="ArgumentException">The measurement is of another number of evaluations.</exception>
    public HtmlTable CompareWith(LatencyBreakdown measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (measured.UNetEvaluations != Cost.UNetEvaluations)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The prediction is of {Cost.UNetEvaluations} UNet evaluations and the measurement of {measured.UNetEvaluations}: predict the request that was measured."), nameof(measured));
        }

        return new HtmlTable(
            string.Create(CultureInfo.InvariantCulture, $"{Cost.Model.Model} on {Device.Name}: predicted and measured"),
            ["part", new("predicted", "ms", "0.0"), new("measured", "ms", "0.0"), new("off by", "%", "0")],
            [
                Row("text encoder", Parts[0].All, measured.TextEncoder), Row("UNet", Parts[1].All, measured.UNet),
                Row("VAE decoder", Parts[2].All, measured.VaeDecoder), Row("picture", Total, measured.Picture),
            ]);

        static object?[] Row(string name, TimeSpan predicted, LatencyPart part)
        {
            var median = part.CallsAPicture * part.Warm.Median;
            return [name, predicted.TotalMilliseconds, median.TotalMilliseconds, 100 * ((predicted / median) - 1)];
        }
    }

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Table.ToString();

    /// <summary>The networks with their times and what limits them.</summary>
    public HtmlTable Table => new(
        string.Create(CultureInfo.InvariantCulture, $"{Cost.Model.Model}, {Cost.Model.Width} x {Cost.Model.Height}, {Cost.UNetEvaluations} UNet evaluations on {Device.Name} at an efficiency of {Device.Efficiency:0.##}"),
        ["network", "calls", new("one call", "ms", "0.00"), new("all", "s", "0.000"), "limited by"],
        [
            .. Parts.Select(part => (IReadOnlyList<object?>)[part.Network, part.Calls, part.OneCall.TotalMilliseconds, part.All.TotalSeconds, part.LimitedBy]),
            ["picture", null, null, Total.TotalSeconds, null],
        ]);
}
