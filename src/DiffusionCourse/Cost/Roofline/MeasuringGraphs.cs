using DiffusionCourse.Models.Onnx;

namespace DiffusionCourse.Cost.Roofline;

/// <summary>
/// Graphs that a machine is measured with: chains of one operation, or of one block, on a single number that is spread on the device.
/// </summary>
internal static class MeasuringGraphs
{
    public const string Start = "start", End = "end";

    public static OnnxGraphBuilder Blocks(ReferenceBlock block, int count)
        => Finish(block.AddTo(Begin(block.Shape).Node("Abs", ["spread"], ["x0"]), count), count);

    // Every number of the weight is 1 / side, so that each product keeps the size of what it is given.
    public static OnnxGraphBuilder Products(int side, int count, bool half)
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

        for (var i = 0; i < count; i++)
        {
            graph.Node("MatMul", [$"x{i}", "weight"], [$"x{i + 1}"]);
        }

        return Finish(graph.Node("Cast", [$"x{count}"], ["x"], ("to", FloatType)), "x");
    }

    // A single row reads every weight for one multiplication: nothing but the reading takes time. The weights are scaled before they
    // are spread, or the runtime would scale within the product, which is another kernel.
    public static OnnxGraphBuilder Rows(int side, int count)
    {
        var graph = Input().Weight("share", 1f / side).Node("Mul", [Start, "share"], ["scaled"])
            .Integers("square", side, side).Node("Expand", ["scaled", "square"], ["weight"])
            .Integers("row", 1, side).Node("Expand", [Start, "row"], ["x0"]);
        for (var i = 0; i < count; i++)
        {
            graph.Node("MatMul", [$"x{i}", "weight"], [$"x{i + 1}"]);
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
