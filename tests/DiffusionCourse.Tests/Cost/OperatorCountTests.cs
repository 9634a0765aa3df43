using DiffusionCourse.Cost;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Onnx;
using DiffusionCourse.Tests.Cli;
using static DiffusionCourse.Cost.OperationKind;
using static DiffusionCourse.Models.Onnx.OnnxElementType;

namespace DiffusionCourse.Tests.Cost;

/// <summary>Graphs of one operator each, run by ONNX Runtime as it likes to rewrite them, and counted by hand.</summary>
public sealed class OperatorCountTests : IDisposable
{
    private static readonly byte[] One = BitConverter.GetBytes(1f);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Graphs.Keys];

    private static Dictionary<string, (OnnxGraphBuilder Graph, OperationKind Kind, long Expected)> Graphs => new()
    {
        ["Conv padded to whole vectors"] = (Picture(3, 10).Weight("w", 1, 5, 3, 3, 3).Node("Conv", ["x", "w"], ["y"], ("pads", new long[] { 1, 1, 1, 1 })), Convolution, 5 * 100L * 3 * 9),
        ["Conv with an activation"] = (Picture(16, 10).Weight("w", 1, 20, 16, 3, 3).Node("Conv", ["x", "w"], ["z"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["z"], ["y"]), Convolution, 20 * 100L * 16 * 9),
        ["Conv whose width is its number of channels"] = (Picture(3, 5).Weight("w", 1, 5, 3, 3, 3).Node("Conv", ["x", "w"], ["y"], ("pads", new long[] { 1, 1, 1, 1 })), Convolution, 5 * 25L * 3 * 9),
        ["Conv with groups and a stride"] = (Picture(8, 10).Weight("w", 1, 12, 2, 3, 3).Node("Conv", ["x", "w"], ["y"], ("group", 4), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 })), Convolution, 12 * 25L * 2 * 9),
        ["Conv of float16 weights"] = (Picture(16, 10).HalfWeight("h", (Half)1, 16, 16, 1, 1).Node("Cast", ["h"], ["w"], ("to", 1)).Node("Conv", ["x", "w"], ["y"]), Convolution, 16 * 100L * 16),
        ["ConvTranspose"] = (Picture(6, 10).Weight("w", 1, 6, 5, 4, 4).Node("ConvTranspose", ["x", "w"], ["y"], ("strides", new long[] { 2, 2 })), Convolution, 100L * 6 * 5 * 16),
        ["MatMul with a weight"] = (Rows(7, 12).Weight("w", 1, 12, 9).Node("MatMul", ["x", "w"], ["y"]), Linear, 7 * 12L * 9),
        ["MatMul with a bias"] = (Rows(7, 12).Weight("w", 1, 12, 9).Weight("b", 1, 9).Node("MatMul", ["x", "w"], ["z"]).Node("Add", ["z", "b"], ["y"]), Linear, 7 * 12L * 9),
        ["Gemm"] = (Rows(7, 12).Weight("w", 1, 9, 12).Weight("b", 1, 9).Node("Gemm", ["x", "w", "b"], ["y"], ("transB", 1)), Linear, 7 * 12L * 9),
        ["Gemm, transposed"] = (Rows(7, 12).Weight("w", 1, 7, 9).Node("Gemm", ["x", "w"], ["y"], ("transA", 1)), Linear, 7 * 12L * 9),
        ["FusedMatMul, transposed"] = (new OnnxGraphBuilder().Input("x", Float, 2, 5, 8).Input("k", Float, 2, 5, 6).Output("y", Float, 2, 8, 6).ExtensionNode("FusedMatMul", ["x", "k"], ["y"], ("transA", 1)), CrossAttention, 2 * 5L * 8 * 6),
        ["attention of single operators"] = (Attention(tokens: 24).Node("MatMul", ["q", "kt"], ["s"]).Node("Softmax", ["s"], ["p"]).Node("MatMul", ["p", "v"], ["y"]), CrossAttention, 2 * 4 * 64L * 24 * 8),
        ["self-attention of single operators"] = (Attention(tokens: 64).Node("MatMul", ["q", "kt"], ["s"]).Node("Softmax", ["s"], ["p"]).Node("MatMul", ["p", "v"], ["y"]), SelfAttention, 2 * 4 * 64L * 64 * 8),
        ["MultiHeadAttention"] = (new OnnxGraphBuilder().Input("q", Float, 1, 64, 32).Input("k", Float, 1, 24, 32).Input("v", Float, 1, 24, 32).Output("y", Float, 1, 64, 32).ExtensionNode("MultiHeadAttention", ["q", "k", "v"], ["y"], ("num_heads", 4)), CrossAttention, 2 * 64L * 24 * 32),
        ["Einsum"] = (new OnnxGraphBuilder().Input("x", Float, 2, 7, 12).Input("k", Float, 2, 9, 12).Output("y", Float, 2, 7, 9).Node("Einsum", ["x", "k"], ["y"], ("equation", "bid, bjd -> bij")), CrossAttention, 2 * 7L * 12 * 9),
        ["DynamicQuantizeMatMul"] = (Rows(7, 12).Initializer("w", Int8, new byte[12 * 8], 12, 8).Initializer("s", Float, One).ExtensionNode("DynamicQuantizeMatMul", ["x", "w", "s"], ["y"]), Linear, 7 * 12L * 8),
        ["MatMulNBits"] = (Rows(7, 32).Initializer("w", UInt8, new byte[9 * 16], 9, 1, 16).Weight("s", 1, 9).ExtensionNode("MatMulNBits", ["x", "w", "s"], ["y"], ("K", 32), ("N", 9), ("bits", 4), ("block_size", 32)), Linear, 7 * 32L * 9),
        ["QLinearConv"] = (Quantised().Initializer("w", Int8, new byte[5 * 3 * 9], 5, 3, 3, 3).Node("QLinearConv", ["q", "s", "z", "w", "s", "i", "s", "z"], ["r"]).Node("DequantizeLinear", ["r", "s", "z"], ["y"]), Convolution, 64L * 5 * 3 * 9),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operator_is_counted_by_the_rule(string name)
    {
        var (graph, kind, expected) = Graphs[name];
        var profile = Measure(graph);
        Assert.Equal((name, expected), (name, profile[kind].MultiplyAccumulates));
        Assert.Equal(expected, profile.Total.MultiplyAccumulates);
        Assert.Empty(profile.NotCounted);
    }

    [Fact]
    public void Fused_attention_with_projections_is_counted_in_both_kinds()
    {
        var graph = new OnnxGraphBuilder().Input("x", Float, 1, 10, 16).Weight("w", 1, 16, 48).Weight("b", 1, 48).Output("y", Float, 1, 10, 16)
            .ExtensionNode("Attention", ["x", "w", "b"], ["y"], ("num_heads", 2));
        var profile = Measure(graph);
        Assert.Equal(10 * 16L * 48, profile[Linear].MultiplyAccumulates);
        Assert.Equal(2 * 10L * 10 * 16, profile[SelfAttention].MultiplyAccumulates);
        Assert.Equal(16 * 48 + 48, profile.Parameters);
    }

    [Fact]
    public void An_operator_that_is_not_known_is_named_and_not_ignored()
    {
        var graph = new OnnxGraphBuilder().Input("x", Float, 3, 1, 4).Weight("w", 1, 1, 8, 4).Weight("r", 1, 1, 8, 2).Output("y", Float, 3, 1, 1, 2)
            .Node("LSTM", ["x", "w", "r"], ["y"], ("hidden_size", 2));
        var profile = Measure(graph);
        Assert.Equal(["LSTM"], profile.NotCounted);
        Assert.Contains("LSTM", profile.Notice, StringComparison.Ordinal);
        Assert.Contains("LSTM", profile.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_free_dimension_without_meaning_asks_for_a_shape()
    {
        var graph = new OnnxGraphBuilder().Input("x", Float, 0, 0, 4, 0, 0).Output("y", Float, 0, 0, 4, 0, 0).Node("Relu", ["x"], ["y"]);
        Assert.Contains("x=1x4", Assert.Throws<ModelException>(() => Measure(graph)).Message, StringComparison.Ordinal);
        Assert.Single(Measure(graph, [2, 3, 4, 5, 6]).Nodes);
        Assert.Contains("does not fit", Assert.Throws<ModelException>(() => Measure(graph, [2, 3, 5, 5, 6])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private NetworkProfile Measure(OnnxGraphBuilder graph, params int[] shape)
    {
        var path = Path.Combine(_folder.Path, "graph.onnx");
        File.WriteAllBytes(path, graph.ToModel());
        var shapes = new Dictionary<string, IReadOnlyList<int>>();
        if (shape.Length > 0)
        {
            shapes["x"] = shape;
        }

        return NetworkProfile.Measure(path, "graph", shapes, runs: 1, device: DeviceChoice.Cpu);
    }

    private static OnnxGraphBuilder Picture(int channels, int side) => new OnnxGraphBuilder().Input("x", Float, 1, channels, side, side).Output("y", Float, 0, 0, 0, 0);

    private static OnnxGraphBuilder Rows(int rows, int columns) => new OnnxGraphBuilder().Input("x", Float, rows, columns).Output("y", Float, 0, 0);

    private static OnnxGraphBuilder Attention(int tokens) => new OnnxGraphBuilder()
        .Input("q", Float, 1, 4, 64, 8).Input("kt", Float, 1, 4, 8, tokens).Input("v", Float, 1, 4, tokens, 8).Output("y", Float, 1, 4, 64, 8);

    private static OnnxGraphBuilder Quantised() => Picture(3, 10).Initializer("s", Float, One).Initializer("z", UInt8, new byte[1]).Initializer("i", Int8, new byte[1]).Node("QuantizeLinear", ["x", "s", "z"], ["q"]);
}
