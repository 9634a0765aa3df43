namespace DiffusionCourse.Cost;

/// <summary>One node of a network as it ran.</summary>
/// <param name="Name">Its name; the runtime renames nodes that it rewrites.</param>
/// <param name="Operator">The operator that ran, such as Conv or FusedMatMul.</param>
/// <param name="Kind">The kind of its work; null where the operator is not known and nothing was counted.</param>
/// <param name="Shapes">What it read and wrote, such as "[1,4,16,16] [64,4,3,3] → [1,64,16,16]".</param>
/// <param name="MultiplyAccumulates">Its multiply-accumulates.</param>
/// <param name="Bytes">Bytes of activations and weights that it read, and of what it wrote.</param>
/// <param name="Time">The median time of one execution.</param>
public sealed record NodeProfile(
    string Name, string Operator, OperationKind? Kind, string Shapes, long MultiplyAccumulates, long Bytes, TimeSpan Time)
{
    /// <summary>Floating-point operations a second, in units of 1e9.</summary>
    public double GFlopPerSecond => Time > TimeSpan.Zero ? 2 * MultiplyAccumulates / Time.TotalSeconds / 1e9 : 0;
}
