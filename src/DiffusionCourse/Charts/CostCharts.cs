using DiffusionCourse.Cost;
using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

/// <summary>Figures about what a picture costs: operations, time, and the limits of the machine.</summary>
public static class CostCharts
{
    /// <summary>A claim about operations beside the count, on a logarithmic axis.</summary>
    /// <param name="configurations">The names of the configurations.</param>
    /// <param name="claimed">What is claimed of each, in TFLOP, above 0.</param>
    /// <param name="counted">What is counted of each, in TFLOP, above 0.</param>
    /// <exception cref="ArgumentException">There are no configurations, not as many values, or a value is not above 0.</exception>
    public static Figure ClaimedAndCounted(
        IReadOnlyList<string> configurations, IReadOnlyList<double> claimed, IReadOnlyList<double> counted)
    {
        Check(configurations, claimed, nameof(claimed));
        Check(configurations, counted, nameof(counted));
        var factors = counted.Zip(claimed, (count, claim) => count / claim).ToArray();
        return Plot.GroupedBars(
            "Operations of a picture: claimed and counted",
            $"The count is {NumberText.Of(Math.Round(factors.Min(), 1))} to {NumberText.Of(Math.Round(factors.Max(), 1))} times the claim.",
            configurations,
            Spread("operations", "TFLOP", [.. claimed, .. counted]),
            new BarPart("claimed", claimed),
            new BarPart("counted", counted));
    }

    /// <summary>Claimed times of the parts of a picture beside measured ones, on a logarithmic axis.</summary>
    /// <param name="parts">The names of the parts.</param>
    /// <param name="claimed">The claimed times, in milliseconds, above 0.</param>
    /// <param name="measured">The measured times.</param>
    /// <exception cref="ArgumentException">There are no parts, not as many times, or a time is not above 0.</exception>
    public static Figure Latencies(IReadOnlyList<string> parts, IReadOnlyList<double> claimed, IReadOnlyList<Percentiles> measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        double[] medians = [.. measured.Select(times => times.Median.TotalMilliseconds)],
        slow = [.. measured.Select(times => times.P90.TotalMilliseconds)];
        Check(parts, claimed, nameof(claimed));
        Check(parts, medians, nameof(measured));
        var most = medians.Index().MaxBy(time => time.Item).Index;
        return Plot.GroupedBars(
            "Time of each part: claimed and measured",
            $"Measured here, \"{parts[most]}\" takes longest, {NumberText.Of(medians[most])} ms in the median; the claim says "
                + $"{NumberText.Of(claimed[most])} ms.",
            parts,
            Spread("time", "ms", [.. claimed, .. medians, .. slow]),
            new BarPart("claimed", claimed),
            new BarPart("measured, median", medians),
            new BarPart("measured, 90th percentile", slow));
    }

    /// <summary>The limits of a device and where networks stand below them (Williams, Waterman and Patterson 2009).</summary>
    /// <param name="device">The device; its memory rate must be known.</param>
    /// <param name="points">The networks, 1 to 5.</param>
    /// <exception cref="ArgumentException">There are no points or too many, or the device's memory rate is not known.</exception>
    public static Figure Roofline(DeviceRates device, params IReadOnlyList<RooflinePoint> points)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0 || points.Count >= Palette.Count || device.GigabytesPerSecond is null)
        {
            throw new ArgumentException(
                $"A roofline needs 1 to {Palette.Count - 1} points and a device whose memory rate is known, but there are {points.Count} "
                    + $"points and the rate is {(device.GigabytesPerSecond is null ? "not known" : "known")}.",
                nameof(points));
        }

        double low = Math.Min(points.Min(point => point.Intensity), device.Ridge) / 3,
        high = Math.Max(points.Max(point => point.Intensity), device.Ridge) * 3;
        double[] ends = [low, device.Ridge, high];
        var reached = points.Select(point =>
            $"{point.Name} {NumberText.Of(Math.Round(100 * point.GFlopPerSecond / device.Attainable(point.Intensity)))} %");
        var left = points.Where(point => point.Intensity < device.Ridge).Select(point => point.Name).ToArray();
        var beyond = points.Any(point => point.GFlopPerSecond > device.Attainable(point.Intensity))
            ? " More than 100 % means that data stays in a cache, which the roof does not know, or that the machine was busy when its "
                + "rates were measured." : "";
        return Plot.Lines(
            $"Roofline of {device.Name}",
            $"Of what is attainable at their intensity they reach: {Sentence.Join(reached)}. " + (left.Length == 0
                ? "All have enough arithmetic for each byte to be limited by arithmetic"
                : $"Limited by memory: {Sentence.Join(left)}") + $".{beyond}",
            new Axis("intensity", "FLOP/byte") { Logarithmic = true, Minimum = low, Maximum = high },
            Spread("rate", "GFLOP/s", [.. points.Select(point => point.GFlopPerSecond), device.GFlopPerSecond]),
            [
                new Series("limit", ends, [.. ends.Select(device.Attainable)]),
                .. points.Select(point => new Series(point.Name, [point.Intensity], [point.GFlopPerSecond]) { Style = SeriesStyle.Points }),
            ]);
    }

    /// <summary>How one call of a network grows with the picture: counted, and by the rule that cost is the square of the side.</summary>
    /// <param name="sides">The sides of the pictures in pixels, in rising order.</param>
    /// <param name="networks">The network counted at each side.</param>
    /// <param name="reference">The side that is called 1; one of <paramref name="sides"/>.</param>
    /// <exception cref="ArgumentException">There are no sides, not as many counts, or the reference is none of the sides.</exception>
    public static Figure BySize(IReadOnlyList<int> sides, IReadOnlyList<NetworkCost> networks, int reference)
    {
        ArgumentNullException.ThrowIfNull(sides);
        ArgumentNullException.ThrowIfNull(networks);
        var at = sides.Index().Where(side => side.Item == reference).Select(side => side.Index).DefaultIfEmpty(-1).First();
        if (at < 0 || networks.Count != sides.Count)
        {
            throw new ArgumentException(
                $"{sides.Count} sides need as many counts and must hold the reference {reference}, but there are {networks.Count} counts "
                    + $"of the sides {string.Join(", ", sides)}.",
                nameof(sides));
        }

        double[] x = [.. sides.Select(side => (double)side)];
        double Share(NetworkCost network, OperationKind kind) => network.GMac > 0 ? 100 * network[kind].GMac / network.GMac : 0;
        Series Curve(string name, Func<int, double> value)
            => new(name, x, [.. Enumerable.Range(0, x.Length).Select(value)]) { Style = SeriesStyle.LineAndPoints };
        var cost = new Panel($"cost, {reference} = 1",
            Curve("counted", i => networks[i].GMac / networks[at].GMac),
            Curve("square of the side", i => x[i] * x[i] / (x[at] * x[at]))) { Y = new Axis("cost") { Minimum = 0 } };
        var shares = new Panel("share of the operations",
            Curve("convolution", i => Share(networks[i], OperationKind.Convolution)),
            Curve("linear", i => Share(networks[i], OperationKind.Linear)),
            Curve("self-attention", i => Share(networks[i], OperationKind.SelfAttention))) { Y = new Axis("share", "%") { Minimum = 0 } };
        return Plot.Panels(
            $"{networks[0].Name}: operations by the size of the picture",
            $"From {sides[0]} to {sides[^1]} pixels the count grows {NumberText.Of(networks[^1].GMac / networks[0].GMac)} times, the "
                + $"square law says {NumberText.Of(x[^1] * x[^1] / (x[0] * x[0]))}; self-attention's share goes from "
                + $"{Percent(networks[0])} to {Percent(networks[^1])}.",
            new Axis("side", "pixels") { Minimum = 0 },
            "cost",
            cost,
            shares);

        string Percent(NetworkCost network) => Invariant($"{Share(network, OperationKind.SelfAttention):0} %");
    }

    /// <summary>What variants of guidance cost in evaluations, operations and time, as shares of the first.</summary>
    /// <param name="names">The variants; the first is what the others are compared with.</param>
    /// <param name="evaluations">UNet evaluations of each.</param>
    /// <param name="operations">Operations of each, in any unit, above 0.</param>
    /// <param name="seconds">The time of each, above 0.</param>
    /// <exception cref="ArgumentException">There are no variants, not as many values, or a value is not above 0.</exception>
    public static Figure GuidanceVariants(
        IReadOnlyList<string> names, IReadOnlyList<int> evaluations, IReadOnlyList<double> operations, IReadOnlyList<double> seconds)
    {
        ArgumentNullException.ThrowIfNull(evaluations);
        double[] calls = [.. evaluations.Select(count => (double)count)];
        Check(names, calls, nameof(evaluations));
        Check(names, operations, nameof(operations));
        Check(names, seconds, nameof(seconds));
        var least = seconds.Index().MinBy(time => time.Item).Index;
        return Plot.GroupedBars(
            "What guidance costs",
            $"\"{names[least]}\" takes least: {Share(calls)} % of the evaluations of \"{names[0]}\", {Share(operations)} % of the "
                + $"operations and {Share(seconds)} % of the time.",
            names,
            new Axis($"share of \"{names[0]}\"", "%") { Minimum = 0 },
            Part("UNet evaluations", calls),
            Part("operations", operations),
            Part("time", seconds));

        string Share(IReadOnlyList<double> values) => NumberText.Of(Math.Round(100 * values[least] / values[0]));

        static BarPart Part(string name, IReadOnlyList<double> values) => new(name, [.. values.Select(value => 100 * value / values[0])]);
    }

    private static void Check(IReadOnlyList<string> names, IReadOnlyList<double> values, string parameter)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values, parameter);
        if (names.Count == 0 || values.Count != names.Count || values.Any(value => !(value > 0)))
        {
            throw new ArgumentException(
                $"{names.Count} names need as many values above 0 (at least one), but these were given: "
                    + $"{string.Join(", ", values.Select(value => NumberText.Of(value)))}.",
                parameter);
        }
    }

    // Bars on a logarithmic axis begin where the axis does: a power of ten below the least.
    private static Axis Spread(string title, string unit, IReadOnlyList<double> values)
        => new(title, unit)
        {
            Logarithmic = true,
            Minimum = Math.Pow(10, Math.Ceiling(Math.Log10(values.Min())) - 1),
            Maximum = 4 * values.Max(),
        };
}
