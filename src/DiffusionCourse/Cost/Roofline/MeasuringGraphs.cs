using DiffusionCourse.Models.Onnx;

namespace DiffusionCourse.Cost.Roofline;

/// <summary>
/// Graphs that a machine is measured with: chains of one operation, or of one block, on a single number that is spread on the device.
/// </summary>
internal static class MeasuringGraphs
{
    public const string Start = "start", Weight = "weight", End = "end";

    public static OnnxGraphBuilder Blocks(ReferenceBlock block, int count)
        => Finish(block.AddTo(Begin(block.Shape).Node("Abs", ["spread"], ["x0"]), count), count);

    // Every number of the weight is 1 / side, so that each product keeps the size of what it is given.
    public static OnnxGraphBuilder Products(int side, int count, bool half)
    {
        const int HalfType = (int)OnnxElementType.Half, FloatType = (int)OnnxElementType.Float;
        var graph = Begin([side, side]).Node("Cast", ["spread"], ["x0"], ("to", half ? HalfType : FloatType));
        if (half)
        {
            graph.HalfWeight(Weight, (Half)(1f / side), side, side);
        }
        else
        {
            graph.Weight(Weight, 1f / side, side, side);
        }

        for (var i = 0; i < count; i++)
        {
            graph.Node("MatMul", [$"x{i}", Weight], [$"x{i + 1}"]);
        }

        return Finish(graph.Node("Cast", [$"x{count}"], ["x"], ("to", FloatType)), "x");
    }

    // A single row reads every weight for one multiplication: nothing but the reading takes time. The weight is an input: the runtime
    // would pack one of the graph's own, which is another kernel.
    public static OnnxGraphBuilder Rows(int side, int count)
    {
        var graph = Input().Input(Weight, OnnxElementType.Float, side, side)
            .Integers("row", 1, side).Node("Expand", [Start, "row"], ["x0"]);
        for (var i = 0; i < count; i++)
        {
            graph.Node("MatMul", [$"x{i}", Weight], [$"x{i + 1}"]);
        }

        return Finish(graph, count);
    }

    // Each sum reads two vectors and writes one.
    public static OnnxGraphBuilder Sums(int elements, int count)
    {
        var graph = Begin([elements]).Node("Neg", ["spread"], ["other"]).Node("Abs", ["spread"], ["x0"]);
        for (var i = 0; i < count; i++)
        {
            graph.Node("Add", [$"x{i}", "other"], [$"x{i + 1}"]);
        }

        return Finish(graph, count);
    }

    private static OnnxGraphBuilder Begin(long[] shape) => Input().Integers("shape", shape).Node("Expand", [Start, "shape"], ["spread"]);

    private static OnnxGraphBuilder Input()
        => new OnnxGraphBuilder().Input(Start, OnnxElementType.Float, 1).Output(End, OnnxElementType.Float);

    private static OnnxGraphBuilder Finish(OnnxGraphBuilder graph, int count) => Finish(graph, $"x{count}");

    private static OnnxGraphBuilder Finish(OnnxGraphBuilder graph, string last)
        => graph.Node("Abs", [last], ["last"]).Node("ReduceMax", ["last"], [End], ("keepdims", 0));
}
