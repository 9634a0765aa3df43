namespace DiffusionCourse.Cost;

/// <summary>What one kind of operation cost in a run.</summary>
/// <param name="Nodes">How many nodes ran.</param>
/// <param name="MultiplyAccumulates">Their multiply-accumulates.</param>
/// <param name="Bytes">Bytes of activations and weights that they read, and of what they wrote.</param>
/// <param name="Time">Their time, summed.</param>
public readonly record struct KindProfile(int Nodes, long MultiplyAccumulates, long Bytes, TimeSpan Time)
{
    /// <summary>Multiply-accumulates in units of 1e9.</summary>
    public double GMac => MultiplyAccumulates / 1e9;

    /// <summary>Floating-point operations a second, two for each multiply-accumulate, in units of 1e9.</summary>
    public double GFlopPerSecond => Time > TimeSpan.Zero ? 2 * GMac / Time.TotalSeconds : 0;

    internal static KindProfile Of(IEnumerable<NodeProfile> nodes)
        => nodes.Aggregate(default(KindProfile), (sum, node) =>
            new(sum.Nodes + 1, sum.MultiplyAccumulates + node.MultiplyAccumulates, sum.Bytes + node.Bytes, sum.Time + node.Time));
}
