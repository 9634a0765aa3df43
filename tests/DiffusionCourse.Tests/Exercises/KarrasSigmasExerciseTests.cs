using DiffusionCourse.Exercises;

namespace DiffusionCourse.Tests.Exercises;

public sealed class KarrasSigmasExerciseTests
{
    public static TheoryData<string, Func<int, double, double, double[]>> WrongAnswers => new()
    {
        { "All levels are the largest one: the spreading is still to do", (n, high, low) => [.. Enumerable.Repeat(high, n)] },
        { "write (double)i / (n - 1)", (n, high, low) => [.. Enumerable.Range(0, n).Select(i => Level(n == 1 ? 0 : i / (n - 1), high, low))] },
        { "write 1.0 / 7", (n, high, low) => Spaced(n, s => Math.Pow(Math.Pow(high, 1 / 7) + s * (Math.Pow(low, 1 / 7) - Math.Pow(high, 1 / 7)), 7)) },
        { "The levels rise", (n, high, low) => [.. Right(n, high, low).Reverse()] },
        { "a 0 at the end", (n, high, low) => [.. Right(n, high, low), 0] },
        { "evenly spaced in sigma", (n, high, low) => Spaced(n, s => high + s * (low - high)) },
        { "evenly spaced in log sigma", (n, high, low) => Spaced(n, s => Math.Exp(Math.Log(high) + s * (Math.Log(low) - Math.Log(high)))) },
        { "the 7th roots", (n, high, low) => Spaced(n, s => Math.Pow(high, 1 / 7.0) + s * (Math.Pow(low, 1 / 7.0) - Math.Pow(high, 1 / 7.0))) },
        { "two powers are swapped", (n, high, low) => Spaced(n, s => Math.Pow(Math.Pow(high, 7) + s * (Math.Pow(low, 7) - Math.Pow(high, 7)), 1 / 7.0)) },
        { "divide by n - 1", (n, high, low) => [.. Enumerable.Range(0, n).Select(i => Level((double)i / n, high, low))] },
        { "division by zero", (n, high, low) => [.. Enumerable.Range(0, n).Select(i => Level((double)i / (n - 1), high, low))] },
        { "no typical mistake", (n, high, low) => [.. Right(n, high, low).Select(s => s + 0.01)] },
    };

    [Fact]
    public void The_formula_passes() => CheckAssert.Passes(Exercise.KarrasSigmas.Check(Right));

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void A_typical_mistake_is_named(string advice, Func<int, double, double, double[]> wrong) =>
        CheckAssert.Fails(Exercise.KarrasSigmas.Check(wrong), advice);

    private static double[] Right(int n, double high, double low) => Spaced(n, s => Level(s, high, low));

    private static double[] Spaced(int n, Func<double, double> level) => [.. Enumerable.Range(0, n).Select(i => level(n == 1 ? 0 : (double)i / (n - 1)))];

    private static double Level(double share, double high, double low) =>
        Math.Pow(Math.Pow(high, 1 / 7.0) + share * (Math.Pow(low, 1 / 7.0) - Math.Pow(high, 1 / 7.0)), 7);
}
