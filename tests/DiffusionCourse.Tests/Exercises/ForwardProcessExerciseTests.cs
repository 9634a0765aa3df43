using DiffusionCourse.Exercises;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Tests.Exercises;

public sealed class ForwardProcessExerciseTests
{
    public static TheoryData<string, Func<double, (double Signal, double Noise)>> WrongFactors => new()
    {
        { "no noise was added yet", a => (1, 0) },
        { "noise alone", a => (0, 1) },
        { "square roots are missing", a => (a, 1 - a) },
        { "noise lacks its square root", a => (Math.Sqrt(a), 1 - a) },
        { "picture lacks its square root", a => (a, Math.Sqrt(1 - a)) },
        { "factors are swapped", a => (Math.Sqrt(1 - a), Math.Sqrt(a)) },
        { "noise has no factor", a => (Math.Sqrt(a), 1) },
        { "picture has no factor", a => (1, Math.Sqrt(1 - a)) },
        { "add up to 1. Their squares must", a => (Math.Sqrt(a), 1 - Math.Sqrt(a)) },
        { "no typical mistake", a => (Math.Sqrt(a), 2 * Math.Sqrt(1 - a)) },
    };

    public static TheoryData<string, Func<int, NoiseSchedule, double>> WrongLevels => new()
    {
        { "factors of a single step", (t, s) => 1 - s.Betas[t] },
        { "timestep itself", (t, s) => 1 - (t + 1.0) / s.Length },
        { "off by one", (t, s) => s.AlphasCumprod[Math.Max(t - 1, 0)] },
        { "outside an array", (t, s) => s.AlphasCumprod[t + 1] },
    };

    [Fact]
    public void The_formula_passes() => CheckAssert.Passes(Check((t, s) => s.AlphasCumprod[t], a => (Math.Sqrt(a), Math.Sqrt(1 - a))));

    [Theory]
    [MemberData(nameof(WrongFactors))]
    public void Wrong_factors_are_named(string advice, Func<double, (double Signal, double Noise)> factors) =>
        CheckAssert.Fails(Check((t, s) => s.AlphasCumprod[t], factors), advice);

    [Theory]
    [MemberData(nameof(WrongLevels))]
    public void Wrong_levels_are_named(string advice, Func<int, NoiseSchedule, double> level) =>
        CheckAssert.Fails(Check(level, a => (Math.Sqrt(a), Math.Sqrt(1 - a))), advice);

    private static CheckResult Check(Func<int, NoiseSchedule, double> level, Func<double, (double Signal, double Noise)> factors) =>
        Exercise.ForwardProcess.Check((x0, noise, t, schedule) =>
        {
            var (signal, rest) = factors(level(t, schedule));
            return [.. x0.Zip(noise, (x, e) => signal * x + rest * e)];
        });
}
