using DiffusionCourse.Cost.Roofline;
using DiffusionCourse.Display;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Cost;

/// <summary>
/// How fast a device can be: the two lines of a roofline (Williams, Waterman and Patterson 2009). Peaks of known devices are their
/// makers' figures; <see cref="Measure"/> asks the machine at hand.
/// </summary>
/// <param name="Name">The device.</param>
/// <param name="GFlopPerSecond">Matrix products: 1e9 floating-point operations a second.</param>
/// <param name="GigabytesPerSecond">Memory: 1e9 bytes a second; null where no figure of the maker is at hand, and then no limit.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DeviceRates(string Name, double GFlopPerSecond, double? GigabytesPerSecond) : IHtmlDisplay
{
    /// <summary>The number format that the rate of matrix products is for. Default: half, as the makers state it.</summary>
    public Precision Precision { get; init; } = Precision.Half;

    /// <summary>
    /// What it takes to start a counted operation, however small: with the small nodes that a graph has around it, and with handing
    /// its parts to the threads. Default: zero.
    /// </summary>
    public TimeSpan OperationOverhead { get; init; }

    /// <summary>
    /// Activations that norms and element-wise layers read and write, 1e9 bytes a second, each byte counted once: lower than what memory
    /// can do, since a graph goes over them more than once, for layouts and for norms in several nodes. Where it is stated, a product takes
    /// the sum of its arithmetic and its weights, and moves its activations meanwhile. Default (null): any operation takes the longer of
    /// arithmetic and memory.
    /// </summary>
    public double? LayerGigabytesPerSecond { get; init; }

    /// <summary>
    /// Arithmetic within layers, 1e9 floating-point operations a second: lower than what large products reach, since layers are small.
    /// Default (null): the rate of matrix products.
    /// </summary>
    public double? LayerGFlopPerSecond { get; init; }

    /// <summary>
    /// How far these rates miss the worst of the blocks of layers that they were measured with, as a share of its time: no prediction from
    /// them is surer. Null where nothing was measured.
    /// </summary>
    public double? Misfit { get; init; }

    /// <summary>
    /// The same rates for a batch of two, whose operations are started once for both samples. Null where that was not measured.
    /// </summary>
    public DeviceRates? BatchOfTwo { get; init; }

    /// <summary>
    /// The same rates while two calls run side by side, each on half of the threads; of both together. Null where that was not measured.
    /// </summary>
    public DeviceRates? SideBySide { get; init; }

    /// <summary>
    /// The share of the matrix rate that whole networks reach, above 0 and at most 1: yours to set. Default 1, which leaves the
    /// roofline alone. Published speeds of Stable Diffusion v1.5 with guidance at 512 x 512 come to 0.17 on a T4 (diffusers, 6.9
    /// steps a second) and 0.11 (eager, 21.7) to 0.31 (TensorRT, 50 steps in 0.82 s) on an A100.
    /// </summary>
    public double Efficiency { get; init; } = 1;

    /// <summary>Where the figures come from.</summary>
    public string Source { get; init; } = "";

    /// <summary>
    /// Peaks of dense 16-bit floating-point products, from NVIDIA's data sheets. Bandwidths where a product brief of NVIDIA's was at
    /// hand.
    /// </summary>
    public static IReadOnlyList<DeviceRates> Known { get; } =
    [
        new("T4", 65_000, 320) { Source = "NVIDIA T4 data sheet and product brief" },
        new("A100", 312_000, null) { Source = "NVIDIA A100 data sheet" },
        new("H100 PCIe", 756_000, 2_000) { Source = "NVIDIA H100 data sheet and PCIe product brief (PB-11133-001)" },
        new("H100 SXM", 989_000, null) { Source = "NVIDIA H100 data sheet" },
    ];

    /// <summary>Floating-point operations for each byte at which both limits meet; 0 where memory sets none.</summary>
    public double Ridge => GigabytesPerSecond is { } bytes ? GFlopPerSecond / bytes : 0;

    /// <summary>A device of <see cref="Known"/> by its name, in capitals or not.</summary>
    /// <param name="name">Such as T4 or h100-sxm.</param>
    /// <exception cref="ArgumentException">There is no such device; the message lists them.</exception>
    public static DeviceRates Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.FirstOrDefault(device => Plain(device.Name).Equals(Plain(name), StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There is no device '{name}' in the table. It has: {string.Join(", ", Known.Select(device => device.Name))}.");

        static string Plain(string text) => text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
    }

    /// <summary>
    /// Measures this machine through ONNX Runtime: a chain of matrix products; products of a single row with more weights than most
    /// caches hold; a block of layers at four sizes, for what starting an operation takes, moving its activations, and its arithmetic.
    /// On a processor with several cores also while two calls run side by side. Takes a few seconds.
    /// </summary>
    /// <param name="device">Where to measure.</param>
    /// <param name="cancellation">Stops between measurements.</param>
    /// <exception cref="ArgumentException">The device is none of its choices.</exception>
    public static DeviceRates Measure(DeviceChoice device = DeviceChoice.Auto, CancellationToken cancellation = default)
        => RateMeasurement.Run(InferenceDevice.Choose(device), cancellation);

    /// <summary>The most that work of an intensity can reach, in 1e9 floating-point operations a second.</summary>
    /// <param name="intensity">Floating-point operations for each byte moved.</param>
    public double Attainable(double intensity) => Math.Min(GFlopPerSecond, intensity * (GigabytesPerSecond ?? double.PositiveInfinity));

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Table.ToString();

    /// <summary>The rates.</summary>
    public HtmlTable Table => new(
        Invariant($"{Name}: {Source}"),
        ["rate", "value", "unit"],
        [
            ["matrix products", GFlopPerSecond, "GFLOP/s"],
            ["memory", GigabytesPerSecond, "GB/s"],
            ["both limits meet at", GigabytesPerSecond is null ? null : Ridge, "FLOP/byte"],
            .. Layers("", this),
            .. BatchOfTwo is { } batch ? Layers(", in a batch of two", batch) : [],
            .. SideBySide is { } two ? Layers(", of two calls side by side", two) : [],
            ["efficiency", Efficiency, ""],
        ]);

    private static IEnumerable<object?[]> Layers(string when, DeviceRates rates) =>
    [
        .. rates.LayerGFlopPerSecond is { } arithmetic ? new object?[][] { [$"arithmetic of layers{when}", arithmetic, "GFLOP/s"] } : [],
        .. rates.LayerGigabytesPerSecond is { } layers ? new object?[][] { [$"activations of layers{when}", layers, "GB/s"] } : [],
        [$"starting an operation{when}", rates.OperationOverhead.TotalMicroseconds, "µs"],
    ];

    internal void Check()
    {
        if (Efficiency is not (> 0 and <= 1))
        {
            throw new ArgumentException(
                Invariant(
                    $"The efficiency is {Efficiency}: it must be above 0 and at most 1, the share of the peak that is reached. Try 0.2."));
        }
    }
}
