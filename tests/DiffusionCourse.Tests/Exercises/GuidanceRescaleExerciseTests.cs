using DiffusionCourse.Exercises;
using DiffusionCourse.Guidance;

namespace DiffusionCourse.Tests.Exercises;

public sealed class GuidanceRescaleExerciseTests
{
    public static TheoryData<string, Func<double[], double[], double, double>> WrongFactors => new()
    {
        { "as it came in", (g, c, phi) => 1 },
        { "whatever phi is", (g, c, phi) => Deviation(c) / Deviation(g) },
        { "The part that is kept is missing", (g, c, phi) => phi * Deviation(c) / Deviation(g) },
        { "swapped", (g, c, phi) => (1 - phi) * Deviation(c) / Deviation(g) + phi },
        { "upside down", (g, c, phi) => phi * Deviation(g) / Deviation(c) + 1 - phi },
        { "These are variances", (g, c, phi) => phi * Math.Pow(Deviation(c) / Deviation(g), 2) + 1 - phi },
        { "The mean was not taken off", (g, c, phi) => phi * Rms(c) / Rms(g) + 1 - phi },
        { "no typical mistake", (g, c, phi) => 0.987 },
    };

    [Fact]
    public void The_librarys_own_rescale_passes() => CheckAssert.Passes(Exercise.GuidanceRescale.Check((guided, conditional, phi) =>
    {
        double[] result = [.. guided];
        ClassifierFreeGuidance.RescaleDeviation<double>(result, conditional, phi);
        return result;
    }));

    [Theory]
    [MemberData(nameof(WrongFactors))]
    public void A_typical_mistake_is_named(string advice, Func<double[], double[], double, double> wrong) => CheckAssert.Fails(
        Exercise.GuidanceRescale.Check((g, c, phi) => [.. g.Select(value => wrong(g, c, phi) * value)]), advice);

    [Fact]
    public void Mixing_with_the_conditional_prediction_is_named() => CheckAssert.Fails(
        Exercise.GuidanceRescale.Check((g, c, phi) => [.. g.Zip(c, (a, b) => phi * Deviation(c) / Deviation(g) * a + (1 - phi) * b)]),
        "guidance is undone");

    private static double Rms(double[] values) => Math.Sqrt(values.Average(value => value * value));

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(value => value * value) - Math.Pow(values.Average(), 2));
}
