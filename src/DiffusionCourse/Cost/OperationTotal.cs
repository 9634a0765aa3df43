namespace DiffusionCourse.Cost;

/// <summary>What some work costs, for one sample (batch 1).</summary>
/// <param name="MultiplyAccumulates">Multiplications that are each added to a sum. One is two FLOP.</param>
/// <param name="ElementOperations">Results written by norms and element-wise work, one for each element; no part of the
/// multiply-accumulates.</param>
/// <param name="Parameters">Learnt numbers.</param>
/// <param name="ActivationElements">Activations read and written, as if every layer went through memory; a runtime that fuses layers moves
/// fewer.</param>
public readonly record struct OperationTotal(long MultiplyAccumulates, long ElementOperations, long Parameters, long ActivationElements)
{
    /// <summary>Multiply-accumulates in units of 1e9.</summary>
    public double GMac => MultiplyAccumulates / 1e9;

    /// <summary>Floating-point operations, two for each multiply-accumulate, in units of 1e9.</summary>
    public double GFlop => 2 * GMac;

    /// <summary>Sums two costs.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static OperationTotal operator +(OperationTotal left, OperationTotal right) => Add(left, right);

    /// <summary>Sums two costs.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static OperationTotal Add(OperationTotal left, OperationTotal right) => new(
        left.MultiplyAccumulates + right.MultiplyAccumulates, left.ElementOperations + right.ElementOperations,
        left.Parameters + right.Parameters, left.ActivationElements + right.ActivationElements);

    /// <summary>Bytes of the weights.</summary>
    /// <param name="precision">Their number format.</param>
    public long WeightBytes(Precision precision) => Parameters * Size(precision);

    /// <summary>Bytes of activations read and written.</summary>
    /// <param name="precision">Their number format.</param>
    public long ActivationBytes(Precision precision) => ActivationElements * Size(precision);

    private static int Size(Precision precision) => precision switch
    {
        Precision.Full => 4,
        Precision.Half => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "The precision must be Full or Half."),
    };
}
