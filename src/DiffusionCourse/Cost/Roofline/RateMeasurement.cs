using System.Runtime.ExceptionServices;
using DiffusionCourse.Inference;
using DiffusionCourse.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Cost.Roofline;

/// <summary>Measures a machine's rates. All chains are run by turns, so that a busy moment meets all of them.</summary>
internal sealed class RateMeasurement : IDisposable
{
    private const int Turns = 7, FewNumbers = 8;

    // The corners of what networks are made of: few and many positions, few and many channels.
    private static readonly (int Side, int Channels)[] Blocks = [(4, 64), (4, 224), (16, 64), (16, 224)];

    private readonly SessionOptions _options;
    private readonly int _calls;
    private readonly List<MeasuredChain> _chains = [];

    private RateMeasurement(InferenceDevice device, int threads, int calls)
    {
        _options = SessionSettings.Create(device, threads);
        _calls = calls;
    }

    public static DeviceRates Run(InferenceDevice device, CancellationToken cancellation)
    {
        var source = $"measured through ONNX Runtime on {device.Name}";
        var cores = Environment.ProcessorCount;
        if (device.IsCuda)
        {
            return OfGpu(device, cores, cancellation) with { Source = source };
        }

        var rates = OfProcessor(device, cores, calls: 1, cancellation) with { Source = source };
        return cores == 1 ? rates
            : rates with
            {
                SideBySide =
                    OfProcessor(
                        device, ArrangementChoice.Threads(GuidanceArrangement.ConcurrentCalls, cores), calls: 2,
                        cancellation) with { Source = source },
            };
    }

    public void Dispose()
    {
        _chains.ForEach(chain => chain.Dispose());
        _options.Dispose();
    }

    // Computes in half precision, and needs more work to be busy.
    private static DeviceRates OfGpu(InferenceDevice device, int threads, CancellationToken cancellation)
    {
        const int Side = 4096, Elements = 1 << 26;
        using var measurement = new RateMeasurement(device, threads, calls: 1);
        var products = measurement.Add(count => MeasuringGraphs.Products(Side, count, half: true), 1, 5);
        var sums = measurement.Add(count => MeasuringGraphs.Sums(Elements, count), 1, 4);
        var tiny = measurement.Add(count => MeasuringGraphs.Sums(FewNumbers, count), 10, 410);
        measurement.TakeTurns(cancellation);
        return new("this GPU", GFlopPerSecond(Side, products), 3.0 * sizeof(float) * Elements / sums.Seconds / 1e9)
        {
            OperationOverhead = TimeSpan.FromSeconds(tiny.Seconds),
        };
    }

    private static DeviceRates OfProcessor(InferenceDevice device, int threads, int calls, CancellationToken cancellation)
    {
        // Rows of 6144 numbers: weights of 150 MB, more than the caches keep from one call of a network to the next.
        const int Side = 768, Row = 6144;
        using var measurement = new RateMeasurement(device, threads, calls);
        var products = measurement.Add(count => MeasuringGraphs.Products(Side, count, half: false), 1, 5);
        var rows = measurement.Add(count => MeasuringGraphs.Rows(Row, count), 1, 5, weight: Row);
        var tiny = measurement.Add(count => MeasuringGraphs.Sums(FewNumbers, count), 10, 410);
        var single = measurement.AddBlocks(batch: 1);
        var pair = calls == 1 ? measurement.AddBlocks(batch: 2) : null;
        measurement.TakeTurns(cancellation);
        var rates =
            new DeviceRates("this machine", GFlopPerSecond(Side, products), (double)sizeof(float) * Row * Row / rows.Seconds / 1e9)
            {
                Precision = Precision.Full,
            };
        var layers = single.Apply(rates, tiny.Seconds);
        return layers with { BatchOfTwo = pair?.Apply(rates, tiny.Seconds) };
    }

    private static double GFlopPerSecond(int side, MeasuredChain products) => 2 * Math.Pow(side, 3) / products.Seconds / 1e9;

    private MeasuredChain Add(Func<int, OnnxGraphBuilder> graph, int few, int many, int? weight = null)
    {
        var chain = new MeasuredChain(graph, few, many, _options, _calls, weight);
        _chains.Add(chain);
        return chain;
    }

    private LayerRates AddBlocks(int batch)
        => new([.. Blocks.Select(size => new ReferenceBlock(size.Side, size.Channels, batch)).Select(block => (block, AddBlock(block)))]);

    private MeasuredChain AddBlock(ReferenceBlock block) => Add(count => MeasuringGraphs.Blocks(block, count), 1, 7);

    private void TakeTurns(CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(_chains, new ParallelOptions { CancellationToken = cancellation }, chain => chain.Open());
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]); // As if they were opened one by one.
        }

        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var chain in _chains)
            {
                cancellation.ThrowIfCancellationRequested();
                chain.TakeTurn();
            }
        }
    }
}
