using DiffusionCourse.Models.Onnx;

namespace DiffusionCourse.Cost.Roofline;

/// <summary>
/// A residual block and a transformer block as exporters write them: group norms in five nodes, heads split by reshaping and
/// transposing. A machine is measured with it, so that what surrounds the counted operations in a graph is in the rates.
/// </summary>
/// <param name="Side">Latents along each side.</param>
/// <param name="Channels">Channels, a multiple of 8.</param>
/// <param name="Batch">Samples.</param>
internal sealed record ReferenceBlock(int Side, int Channels, int Batch)
{
    private const int Heads = 4, Groups = 8, Widening = 2, Kernel = 3;
    private const float Small = 0.1f;
    private static readonly string[] Projections = ["q", "k", "v"];

    /// <summary>One block and one sample, by the rules that networks are counted by.</summary>
    public NetworkCost Count()
    {
        var at = new Resolution(Side, Side);
        var counter = new OperationCounter();
        counter.ResidualBlock(Channels, Channels, at);
        counter.Norm("norm 1", Channels, at);
        counter.SelfAttention(Channels, Heads, at);
        counter.Norm("norm 2", Channels, at);
        counter.FeedForward(Channels, Widening * Channels, gated: false, at);
        return counter.ToCost("reference block");
    }

    /// <summary>Adds a chain of blocks with the same weights, which stay in the caches.</summary>
    /// <param name="graph">A graph with a value x0 of the shape of <see cref="Shape"/>.</param>
    /// <param name="count">Blocks; the last gives the value x(count).</param>
    public OnnxGraphBuilder AddTo(OnnxGraphBuilder graph, int count)
    {
        AddWeights(graph);
        for (var block = 0; block < count; block++)
        {
            AddBlock(graph, $"x{block}", $"x{block + 1}", $"block{block}.");
        }

        return graph;
    }

    public long[] Shape => [Batch, Channels, Side, Side];

    private void AddWeights(OnnxGraphBuilder graph)
    {
        int positions = Side * Side, hidden = Widening * Channels;
        graph.Integers("grouped", 0, Groups, -1).Integers("image", Shape).Integers("rows", Batch, Channels, positions)
            .Integers("split", Batch, positions, Heads, Channels / Heads).Integers("joined", Batch, positions, Channels)
            .Weight("group scale", 1, Groups).Weight("group shift", 0, Groups).Weight("channel scale", 1, Channels, 1, 1).Weight(
                "channel shift", Small, Channels, 1, 1)
            .Weight("kernel", 1f / (Kernel * Kernel * Channels), Channels, Channels, Kernel, Kernel).Weight("bias", Small, Channels).Weight(
                "scale", 1, Channels)
            .Weight("out", 1f / Channels, Channels, Channels).Weight("widen", 1f / Channels, Channels, hidden)
            .Weight("hidden bias", Small, hidden).Weight("narrow", 1f / hidden, hidden, Channels)
            .Weight("head scale", Small).Weight("root", MathF.Sqrt(2)).Weight("one", 1).Weight("half", 0.5f);
        // Each with a number of its own: the runtime would compute equal products once.
        foreach (var (i, part) in Projections.Index())
        {
            graph.Weight($"{part} weight", 1f / (Channels + i), Channels, Channels);
        }
    }

    private static void AddBlock(OnnxGraphBuilder graph, string input, string output, string name)
    {
        AddConvolution(graph, input, $"{name}c1", $"{name}1.");
        AddConvolution(graph, $"{name}c1", $"{name}c2", $"{name}2.");
        graph.Node("Add", [$"{name}c2", input], [$"{name}residual"])
            .Node("Reshape", [$"{name}residual", "rows"], [$"{name}columns"]).Node(
                "Transpose", [$"{name}columns"], [$"{name}tokens"], ("perm", new long[] { 0, 2, 1 }));
        AddAttention(graph, $"{name}tokens", $"{name}attended", name);
        AddFeedForward(graph, $"{name}attended", $"{name}fed", name);
        graph.Node("Transpose", [$"{name}fed"], [$"{name}back"], ("perm", new long[] { 0, 2, 1 })).Node(
            "Reshape", [$"{name}back", "image"], [output]);
    }

    private static void AddConvolution(OnnxGraphBuilder graph, string input, string output, string name) => graph
        .Node("Reshape", [input, "grouped"], [$"{name}groups"]).Node(
            "InstanceNormalization", [$"{name}groups", "group scale", "group shift"], [$"{name}even"])
        .Node("Reshape", [$"{name}even", "image"], [$"{name}image"]).Node("Mul", [$"{name}image", "channel scale"], [$"{name}scaled"]).Node(
            "Add", [$"{name}scaled", "channel shift"], [$"{name}normed"])
        .Node("Sigmoid", [$"{name}normed"], [$"{name}gate"]).Node("Mul", [$"{name}normed", $"{name}gate"], [$"{name}active"])
        .Node("Conv", [$"{name}active", "kernel", "bias"], [output], ("pads", new long[] { 1, 1, 1, 1 }));

    private static void AddAttention(OnnxGraphBuilder graph, string input, string output, string name)
    {
        long[] byHead = [0, 2, 1, 3];
        graph.Node("LayerNormalization", [input, "scale", "bias"], [$"{name}n1"]);
        foreach (var part in Projections)
        {
            // Keys are turned, for the product with the queries.
            var order = part == "k" ? [0, 2, 3, 1] : byHead;
            graph.Node("MatMul", [$"{name}n1", $"{part} weight"], [$"{name}{part}"]).Node(
                "Reshape", [$"{name}{part}", "split"], [$"{name}{part} heads"])
                .Node("Transpose", [$"{name}{part} heads"], [$"{name}{part} ready"], ("perm", order));
        }

        graph.Node("MatMul", [$"{name}q ready", $"{name}k ready"], [$"{name}scores"])
            .Node("Mul", [$"{name}scores", "head scale"], [$"{name}scaled"]).Node("Softmax", [$"{name}scaled"], [$"{name}shares"])
            .Node("MatMul", [$"{name}shares", $"{name}v ready"], [$"{name}values"])
            .Node("Transpose", [$"{name}values"], [$"{name}by token"], ("perm", byHead)).Node(
                "Reshape", [$"{name}by token", "joined"], [$"{name}together"]);
        AddLinear(graph, $"{name}together", "out", "bias", $"{name}out");
        graph.Node("Add", [$"{name}out", input], [output]);
    }

    private static void AddFeedForward(OnnxGraphBuilder graph, string input, string output, string name)
    {
        graph.Node("LayerNormalization", [input, "scale", "bias"], [$"{name}n2"]);
        AddLinear(graph, $"{name}n2", "widen", "hidden bias", $"{name}wide");
        graph.Node("Div", [$"{name}wide", "root"], [$"{name}g1"]).Node("Erf", [$"{name}g1"], [$"{name}g2"]).Node(
            "Add", [$"{name}g2", "one"], [$"{name}g3"])
            .Node("Mul", [$"{name}wide", $"{name}g3"], [$"{name}g4"]).Node("Mul", [$"{name}g4", "half"], [$"{name}gelu"]);
        AddLinear(graph, $"{name}gelu", "narrow", "bias", $"{name}thin");
        graph.Node("Add", [$"{name}thin", input], [output]);
    }

    private static void AddLinear(OnnxGraphBuilder graph, string input, string weight, string bias, string output)
        => graph.Node("MatMul", [input, weight], [$"{output} product"]).Node("Add", [$"{output} product", bias], [output]);
}
