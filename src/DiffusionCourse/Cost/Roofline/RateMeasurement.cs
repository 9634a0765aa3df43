using System.Diagnostics;
using DiffusionCourse.Inference;
using DiffusionCourse.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Cost.Roofline;

/// <summary>
/// Measures a machine's rates with graphs of its own: chains of one operation, or of one block. The time of a short chain is taken
/// from that of a long one, so that what surrounds the operation, copies to a GPU included, does not count. Inputs are single
/// numbers, spread on the device.
/// </summary>
internal sealed class RateMeasurement
{
    private const string Start = "start", End = "end";
    private const int LeastRepeats = 5, MostRepeats = 60, Few = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(80);
    private readonly InferenceDevice _device;
    private readonly int _threads;
    private readonly int _calls;
    private readonly CancellationToken _cancellation;

    private RateMeasurement(InferenceDevice device, int threads, int calls, CancellationToken cancellation)
    {
        _device = device;
        _threads = threads;
        _calls = calls;
        _cancellation = cancellation;
    }

    public static DeviceRates Run(InferenceDevice device, CancellationToken cancellation)
    {
        int cores = Environment.ProcessorCount;
        var whole = new RateMeasurement(device, cores, calls: 1, cancellation);
        if (device.IsCuda)
        {
            return whole.OfGpu();
        }

        var rates = whole.OfProcessor();
        return rates with
        {
            BatchOfTwo = whole.WithLayers(rates, batch: 2),
            SideBySide = cores == 1 ? null : new RateMeasurement(device, ArrangementChoice.Threads(GuidanceArrangement.ConcurrentCalls, cores), calls: 2, cancellation).OfProcessor(),
        };
    }

    // Computes in half precision, and needs more work to be busy.
    private DeviceRates OfGpu()
    {
        const int Side = 4096, Elements = 1 << 26;
        double sum = SecondsOf(chain => Sums(Elements, chain), 1, 4);
        return new("this GPU", Rate(Side, half: true), 3.0 * sizeof(float) * Elements / sum / 1e9)
        {
            OperationOverhead = TimeSpan.FromSeconds(SecondsOf(chain => Sums(Few, chain), 10, 410)),
            Source = $"measured through ONNX Runtime on {_device.Name}",
        };
    }

    private DeviceRates OfProcessor()
    {
        // Rows of 6144 numbers: weights of 150 MB, more than the caches keep from one call of a network to the next.
        const int Side = 768, Row = 6144;
        var rates = new DeviceRates("this machine", Rate(Side, half: false), (double)sizeof(float) * Row * Row / SecondsOf(chain => Rows(Row, chain), 1, 11) / 1e9)
        {
            Precision = Precision.Full,
            Source = $"measured through ONNX Runtime on {_device.Name}",
        };
        return WithLayers(rates, batch: 1);
    }

    // Two blocks of the same operations, one with little to move and one with much: two equations for what starting an operation
    // takes, and moving a byte of its activations. Their arithmetic is taken off; their weights lie in the caches. Nothing starts
    // faster than a sum of a few numbers.
    private DeviceRates WithLayers(DeviceRates rates, int batch)
    {
        ReferenceBlock few = new(4, 64, batch), many = new(16, 128, batch);
        var (fewCost, manyCost) = (few.Count(), many.Count());
        double fewSeconds = Rest(few, fewCost), manySeconds = Rest(many, manyCost);
        double fewBytes = batch * fewCost.Total.ActivationBytes(Precision.Full), manyBytes = batch * manyCost.Total.ActivationBytes(Precision.Full);
        double perByte = Math.Max(0, (manySeconds - fewSeconds) / (manyBytes - fewBytes));
        double start = Math.Max(SecondsOf(chain => Sums(Few, chain), 10, 410), (fewSeconds - (perByte * fewBytes)) / fewCost.Operations.Count);
        return rates with { OperationOverhead = TimeSpan.FromSeconds(start), LayerGigabytesPerSecond = perByte > 0 ? 1 / perByte / 1e9 : rates.GigabytesPerSecond };

        double Rest(ReferenceBlock block, NetworkCost cost)
            => SecondsOf(chain => Finish(block.AddTo(Begin(block.Shape).Node("Abs", ["spread"], ["x0"]), chain), chain), 1, 9) - (batch * cost.Total.GFlop / rates.GFlopPerSecond);
    }

    private double Rate(int side, bool half) => 2 * Math.Pow(side, 3) / SecondsOf(chain => Products(side, chain, half), 1, 5) / 1e9;

    // The least of several times, more for what is short: whatever else the machine does only adds to it. Calls side by side share it.
    private double SecondsOf(Func<int, OnnxGraphBuilder> chain, int few, int many)
    {
        using var options = SessionSettings.Create(_device, _threads);
        using var shorter = new Chain(chain(few), options, _calls);
        using var longer = new Chain(chain(many), options, _calls);
        double least = double.PositiveInfinity, most = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int repeat = 0; repeat < LeastRepeats || (repeat < MostRepeats && Stopwatch.GetElapsedTime(start) < Patience); repeat++)
        {
            _cancellation.ThrowIfCancellationRequested();
            least = Math.Min(least, shorter.Seconds());
            most = Math.Min(most, longer.Seconds());
        }

        // On a machine so busy that the difference vanishes, the whole chain is the bound.
        double difference = most - least;
        return (difference > 0 ? difference / (many - few) : most / many) / _calls;
    }

    // Every number of the weight is 1 / side, so that each product keeps the size of what it is given.
    private static OnnxGraphBuilder Products(int side, int count, bool half)
    {
        const int HalfType = (int)OnnxElementType.Half, FloatType = (int)OnnxElementType.Float;
        var graph = Begin([side, side]).Node("Cast", ["spread"], ["x0"], ("to", half ? HalfType : FloatType));
        if (half)
        {
            graph.HalfWeight("weight", (Half)(1f / side), side, side);
        }
        else
        {
            graph.Weight("weight", 1f / side, side, side);
        }

        for (int i = 0; i < count; i++)
        {
            graph.Node("MatMul", [$"x{i}", "weight"], [$"x{i + 1}"]);
        }

        return Finish(graph.Node("Cast", [$"x{count}"], ["x"], ("to", FloatType)), "x");
    }

    // A single row reads every weight for one multiplication: nothing but the reading takes time. The weights are scaled before they
    // are spread, or the runtime would scale within the product, which is another kernel.
    private static OnnxGraphBuilder Rows(int side, int count)
    {
        var graph = Input().Weight("share", 1f / side).Node("Mul", [Start, "share"], ["scaled"])
            .Integers("square", side, side).Node("Expand", ["scaled", "square"], ["weight"])
            .Integers("row", 1, side).Node("Expand", [Start, "row"], ["x0"]);
        for (int i = 0; i < count; i++)
        {
            graph.Node("MatMul", [$"x{i}", "weight"], [$"x{i + 1}"]);
        }

        return Finish(graph, count);
    }

    // Each sum reads two vectors and writes one.
    private static OnnxGraphBuilder Sums(int elements, int count)
    {
        var graph = Begin([elements]).Node("Neg", ["spread"], ["other"]).Node("Abs", ["spread"], ["x0"]);
        for (int i = 0; i < count; i++)
        {
            graph.Node("Add", [$"x{i}", "other"], [$"x{i + 1}"]);
        }

        return Finish(graph, count);
    }

    private static OnnxGraphBuilder Begin(long[] shape) => Input().Integers("shape", shape).Node("Expand", [Start, "shape"], ["spread"]);

    private static OnnxGraphBuilder Input() => new OnnxGraphBuilder().Input(Start, OnnxElementType.Float, 1).Output(End, OnnxElementType.Float);

    private static OnnxGraphBuilder Finish(OnnxGraphBuilder graph, int count) => Finish(graph, $"x{count}");

    private static OnnxGraphBuilder Finish(OnnxGraphBuilder graph, string last) => graph.Node("Abs", [last], ["last"]).Node("ReduceMax", ["last"], [End], ("keepdims", 0));

    private sealed class Chain : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly ConcurrentHalf? _half;

        public Chain(OnnxGraphBuilder graph, SessionOptions options, int calls)
        {
            _session = new InferenceSession(graph.ToModel(), options);
            _half = calls > 1 ? new ConcurrentHalf(Run) : null;
        }

        public double Seconds()
        {
            long start = Stopwatch.GetTimestamp();
            _half?.Start();
            try
            {
                Run();
            }
            finally
            {
                _half?.Finish();
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public void Dispose()
        {
            _half?.Dispose();
            _session.Dispose();
        }

        private void Run()
        {
            using var options = new RunOptions();
            using var one = OrtValue.CreateTensorValueFromMemory(new float[] { 1 }, [1]);
            using var outputs = _session.Run(options, new Dictionary<string, OrtValue> { [Start] = one }, [End]);
        }
    }
}
