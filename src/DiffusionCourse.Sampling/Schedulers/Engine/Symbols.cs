namespace DiffusionCourse.Schedulers.Engine;

/// <summary>
/// The letters in which steps are written, as the papers write them; sums of scaled letters are <see cref="Combination"/>s.
/// </summary>
internal static class Symbols
{
    /// <summary>x: the sample before the step.</summary>
    public static Combination X { get; } = Combination.Of(Symbol.Sample);

    /// <summary>What the model answered: epsilon, v or x_0, as it was trained.</summary>
    public static Combination Output { get; } = Combination.Of(Symbol.Output);

    /// <summary>x_0 as predicted, within its limit.</summary>
    public static Combination X0 { get; } = Combination.Of(Symbol.Original);

    /// <summary>The sample that a step of several calls starts from.</summary>
    public static Combination XStart { get; } = Combination.Of(Symbol.Start);

    /// <summary>z: fresh standard normal noise.</summary>
    public static Combination Z { get; } = Combination.Of(Symbol.Noise);

    /// <summary>m: a stored prediction; M(0) is this call's own, M(1) the one before it.</summary>
    public static Combination M(int age) => Combination.Of(Symbol.Stored(age));
}
