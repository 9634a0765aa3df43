using System.Diagnostics;
using DiffusionCourse.Inference;
using DiffusionCourse.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Cost.Roofline;

/// <summary>
/// Measures a machine's rates with graphs of its own: chains of one operation. The time of a short chain is taken from that of a
/// long one, so that what surrounds the operation, copies to a GPU included, does not count. Inputs are single numbers, spread
/// on the device.
/// </summary>
internal sealed class RateMeasurement
{
    private const string Start = "start", End = "end";
    private const int Repeats = 5;
    private readonly InferenceDevice _device;
    private readonly CancellationToken _cancellation;

    private RateMeasurement(InferenceDevice device, CancellationToken cancellation)
    {
        _device = device;
        _cancellation = cancellation;
    }

    public static DeviceRates Run(InferenceDevice device, CancellationToken cancellation)
    {
        var measurement = new RateMeasurement(device, cancellation);
        // A GPU needs more work to be busy, and computes in half precision.
        int side = device.IsCuda ? 4096 : 768;
        int elements = device.IsCuda ? 1 << 26 : 1 << 23;
        double product = measurement.SecondsOf(chain => Products(side, chain, device.IsCuda), 1, 5);
        double sum = measurement.SecondsOf(chain => Sums(elements, chain), 1, 4);
        double tiny = measurement.SecondsOf(chain => Sums(8, chain), 10, 410);
        return new DeviceRates(device.IsCuda ? "this GPU" : "this machine", 2 * Math.Pow(side, 3) / product / 1e9, 3.0 * sizeof(float) * elements / sum / 1e9)
        {
            Precision = device.IsCuda ? Precision.Half : Precision.Full,
            OperationOverhead = TimeSpan.FromSeconds(tiny),
            Source = $"measured through ONNX Runtime on {device.Name}",
        };
    }

    // The least of several times: whatever else the machine does only adds to it.
    private double SecondsOf(Func<int, OnnxGraphBuilder> chain, int few, int many)
    {
        using var options = SessionSettings.Create(_device, Environment.ProcessorCount);
        using var shorter = new InferenceSession(chain(few).ToModel(), options);
        using var longer = new InferenceSession(chain(many).ToModel(), options);
        double least = double.PositiveInfinity, most = double.PositiveInfinity;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            _cancellation.ThrowIfCancellationRequested();
            least = Math.Min(least, Seconds(shorter));
            most = Math.Min(most, Seconds(longer));
        }

        // On a machine so busy that the difference vanishes, the whole chain is the bound.
        double difference = most - least;
        return difference > 0 ? difference / (many - few) : most / many;
    }

    private static double Seconds(InferenceSession session)
    {
        using var options = new RunOptions();
        using var one = OrtValue.CreateTensorValueFromMemory(new float[] { 1 }, [1]);
        long start = Stopwatch.GetTimestamp();
        using var outputs = session.Run(options, new Dictionary<string, OrtValue> { [Start] = one }, [End]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
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

        return Finish(graph.Node("Cast", [$"x{count}"], ["last"], ("to", FloatType)));
    }

    // Each sum reads two vectors and writes one.
    private static OnnxGraphBuilder Sums(int elements, int count)
    {
        var graph = Begin([elements]).Node("Neg", ["spread"], ["other"]).Node("Abs", ["spread"], ["x0"]);
        for (int i = 0; i < count; i++)
        {
            graph.Node("Add", [$"x{i}", "other"], [$"x{i + 1}"]);
        }

        return Finish(graph.Node("Abs", [$"x{count}"], ["last"]));
    }

    private static OnnxGraphBuilder Begin(long[] shape) => new OnnxGraphBuilder()
        .Input(Start, OnnxElementType.Float, 1)
        .Output(End, OnnxElementType.Float)
        .Integers("shape", shape)
        .Node("Expand", [Start, "shape"], ["spread"]);

    private static OnnxGraphBuilder Finish(OnnxGraphBuilder graph) => graph.Node("ReduceMax", ["last"], [End], ("keepdims", 0));
}
