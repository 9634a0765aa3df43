using DiffusionCourse.Cost.Running;
using DiffusionCourse.Display;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Onnx;

namespace DiffusionCourse.Cost;

/// <summary>
/// A network counted by running it: every node of an ONNX graph with its shapes and its time, from ONNX Runtime's profile, for
/// one sample. The counting rule is that of <see cref="NetworkCost"/>; parameters are the elements of the file's floating-point
/// (and 8-bit) initialisers. Needs no description of the network.
/// </summary>
/// <remarks>
/// Two products of activations with as many queries as keys count as self-attention, others as cross-attention. Whole
/// runs are timed without the profiler. Times of nodes are medians under it, less what it adds to each: a constant such that they
/// do not add up to more than a whole run.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class NetworkProfile : IHtmlDisplay
{
    /// <summary>Runs that are measured where nothing else is asked for.</summary>
    internal const int UsualRuns = 5;
    private const int MostRuns = 1000;

    private NetworkProfile(string name, string path, IReadOnlyList<ProfiledRun> runs, IReadOnlyList<TimeSpan> plain)
    {
        Name = name;
        FilePath = path;
        var file = OnnxFile.Read(path);
        Parameters = file.Parameters;
        FirstRun = Time(runs[0].Microseconds);
        Runs = plain;
        Nodes = [.. NodesOf(runs, file, MedianRun)];
        ByKind = new OrderedDictionary<OperationKind, KindProfile>(
            Nodes.Where(node => node.Kind is not null).GroupBy(node =>
                node.Kind!.Value).OrderBy(group => group.Key).Select(group => KeyValuePair.Create(group.Key, KindProfile.Of(group))));
        NotCounted = [.. Nodes.Where(node => node.Kind is null).Select(node => node.Operator).Distinct().Order(StringComparer.Ordinal)];
        Total = KindProfile.Of(Nodes);
    }

    /// <summary>The network's name, such as "UNet".</summary>
    public string Name { get; }

    /// <summary>The graph's file.</summary>
    public string FilePath { get; }

    /// <summary>Every node in the order of execution.</summary>
    public IReadOnlyList<NodeProfile> Nodes { get; }

    /// <summary>Sums for each kind of operation that occurs.</summary>
    public IReadOnlyDictionary<OperationKind, KindProfile> ByKind { get; }

    /// <summary>
    /// Operators that are not known here, so that their multiply-accumulates, if they have any, are missing. Empty when all is counted.
    /// </summary>
    public IReadOnlyList<string> NotCounted { get; }

    /// <summary>The sum of all nodes.</summary>
    public KindProfile Total { get; }

    /// <summary>Learnt numbers in the file.</summary>
    public long Parameters { get; }

    /// <summary>The first run, which also sets up memory and caches.</summary>
    public TimeSpan FirstRun { get; }

    /// <summary>Whole runs after that, without the profiler.</summary>
    public IReadOnlyList<TimeSpan> Runs { get; }

    /// <summary>Their median.</summary>
    public TimeSpan MedianRun => Percentiles.Of(Runs).Median;

    /// <summary>Multiply-accumulates of one call, in units of 1e9.</summary>
    public double GMac => Total.GMac;

    /// <summary>Floating-point operations a second over the whole of a run, in units of 1e9.</summary>
    public double GFlopPerSecond => 2 * GMac / MedianRun.TotalSeconds;

    /// <summary>The sum of one kind; zero where it does not occur.</summary>
    /// <param name="kind">The kind of operation.</param>
    public KindProfile this[OperationKind kind] => ByKind.GetValueOrDefault(kind);

    /// <summary>Runs a graph and counts it.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <param name="name">A name for the network; default: the file's folder.</param>
    /// <param name="shapes">Shapes of inputs that the graph leaves open, by name. Without, a batch is 1, a text 77 tokens of 768 numbers,
    /// latents 4 x 64 x 64.</param>
    /// <param name="runs">Runs after the first, and as many without the profiler, 1 to 1000. Default 5.</param>
    /// <param name="device">Where to run. On CUDA the times of single nodes are those of their launch.</param>
    /// <param name="cancellation">Stops inside a native call.</param>
    /// <exception cref="ModelException">The file is missing or damaged, does not run on these shapes, or a shape is not known.</exception>
    /// <exception cref="ArgumentException">The number of runs is out of its limits, or the device is undefined.</exception>
    public static NetworkProfile Measure(
        string path, string? name = null, IReadOnlyDictionary<string, IReadOnlyList<int>>? shapes = null, int runs = UsualRuns,
        DeviceChoice device = DeviceChoice.Auto, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        const int UsualSide = 64;
        var sizes =
            new NetworkSizes { Height = UsualSide, Width = UsualSide, Stated = shapes ?? new Dictionary<string, IReadOnlyList<int>>() };
        return Measure(
            path, name ?? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? path, sizes, runs,
            InferenceDevice.Choose(device), cancellation);
    }

    internal static NetworkProfile Measure(
        string path, string name, NetworkSizes sizes, int runs, InferenceDevice device, CancellationToken cancellation)
    {
        if (runs is < 1 or > MostRuns)
        {
            throw new ArgumentException(Invariant($"The number of runs is {runs}: it must be 1 to {MostRuns}. Try {UsualRuns}."));
        }

        var (profiled, plain) = ProfilingSession.Run(path, sizes, runs, device, cancellation);
        return new NetworkProfile(name, path, profiled, plain);
    }

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml() + (Notice is null ? "" : $"<p>{Html.Encode(Notice)}</p>");

    /// <inheritdoc/>
    public override string ToString() => Table + (Notice is null ? "" : $"\n{Notice}");

    /// <summary>What the reader should know of operators that were not counted; null where all were.</summary>
    public string? Notice => NotCounted.Count == 0 ? null
        : $"Not counted, as these operators are not known here: {string.Join(", ", NotCounted)}. The sums are too low if they multiply.";

    /// <summary>Work, time and what was reached, for each kind of operation.</summary>
    public HtmlTable Table => new(
        Invariant(
            $"{Name}, one run of {Nodes.Count} nodes: first {FirstRun.TotalMilliseconds:0.0} ms, then {
                MedianRun.TotalMilliseconds:0.0} ms (median of {Runs.Count})"),
        ["kind", "nodes", "GMAC", new("time", "ms", "0.00"), new("share", "%", "0.0"), new("reached", "GFLOP/s", "0.0")],
        [.. ByKind.Select(entry => Row(OperationNames.Of(entry.Key), entry.Value)), .. NotCountedRow(), Row("all", Total)]);

    private object?[] Row(string name, KindProfile kind) =>
    [
        name, kind.Nodes, kind.GMac, kind.Time.TotalMilliseconds, Total.Time > TimeSpan.Zero ? 100 * kind.Time / Total.Time : 0.0,
        kind.MultiplyAccumulates > 0 ? kind.GFlopPerSecond : null,
    ];

    private IEnumerable<object?[]> NotCountedRow()
    {
        var unknown = Nodes.Where(node => node.Kind is null).ToArray();
        return unknown.Length == 0 ? [] : [Row("not counted", KindProfile.Of(unknown))];
    }

    // A fused node may do work of two kinds: it is listed once for each, its time shared out by multiply-accumulates.
    private static IEnumerable<NodeProfile> NodesOf(IReadOnlyList<ProfiledRun> runs, OnnxFile file, TimeSpan wholeRun)
    {
        var measured = runs.Count > 1 ? runs.Skip(1).ToArray() : [.. runs];
        var nodes = measured[0].Nodes;
        var counter = new NodeCounter(file, nodes);
        double[] times = [.. nodes.Select((node, i) => OperatorNames.Containers.Contains(node.Operator) ? 0
            : Percentiles.MedianOf(
                [
                    .. measured.Where(run =>
                        run.Nodes.Count > i && run.Nodes[i].Name == node.Name).Select(run => (double)run.Nodes[i].Microseconds)
                ]))];
        var own = ProfilerOverhead.TakenOff(times, wholeRun.TotalMicroseconds);
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            if (OperatorNames.Containers.Contains(node.Operator))
            {
                continue;
            }

            var time = Time(own[i]);
            var shapes = $"{string.Join(' ', node.Inputs)} → {string.Join(' ', node.Outputs)}";
            if (counter.Count(node) is not { } works)
            {
                yield return new(node.Name, node.Operator, null, shapes, 0, node.Bytes, time);
                continue;
            }

            var all = works.Sum(work => work.MultiplyAccumulates);
            foreach (var work in works)
            {
                var share = all == 0 ? 1.0 / works.Count : (double)work.MultiplyAccumulates / all;
                var bytes = (long)(share * node.Bytes) + sizeof(float) * work.PackedWeights;
                yield return new(node.Name, node.Operator, work.Kind, shapes, work.MultiplyAccumulates, bytes, share * time);
            }
        }
    }

    private static TimeSpan Time(double microseconds) => TimeSpan.FromMicroseconds(microseconds);
}
