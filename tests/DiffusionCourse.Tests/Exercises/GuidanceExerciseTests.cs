using DiffusionCourse.Exercises;

namespace DiffusionCourse.Tests.Exercises;

public sealed class GuidanceExerciseTests
{
    public static TheoryData<string, Func<double, double, double, double>> WrongAnswers => new()
    {
        { "conditional prediction, whatever w is", (u, c, w) => c },
        { "unconditional prediction, whatever w is", (u, c, w) => u },
        { "two halves are swapped", (u, c, w) => c + w * (u - c) },
        { "Ho and Salimans", (u, c, w) => (1 + w) * c - w * u },
        { "direction alone", (u, c, w) => w * (c - u) },
        { "sign of the direction", (u, c, w) => u + w * (u - c) },
        { "conditional prediction itself was added", (u, c, w) => u + w * c },
        { "only made longer", (u, c, w) => w * c },
        { "kept at 1 or above", (u, c, w) => w <= 1 ? c : u + w * (c - u) },
        { "kept at 0 or above", (u, c, w) => u + Math.Max(w, 0) * (c - u) },
        { "lost its fraction", (u, c, w) => u + (int)w * (c - u) },
        { "weighted mean", (u, c, w) => (u + w * c) / (1 + w) },
        { "no typical mistake", (u, c, w) => u + w * w * (c - u) },
    };

    [Fact]
    public void The_formula_passes() => CheckAssert.Passes(Exercise.ClassifierFreeGuidance.Check(Each((u, c, w) => u + w * (c - u))));

    [Fact]
    public void The_formula_in_single_precision_passes() => CheckAssert.Passes(Exercise.ClassifierFreeGuidance.Check(Each((u, c, w) => (float)u + (float)w * ((float)c - (float)u))));

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void A_typical_mistake_is_named(string advice, Func<double, double, double, double> wrong) =>
        CheckAssert.Fails(Exercise.ClassifierFreeGuidance.Check(Each(wrong)), advice);

    [Fact]
    public void Answers_known_by_heart_do_not_pass()
    {
        var result = Exercise.ClassifierFreeGuidance.Check((u, c, w) => w == 7.5 ? [4.25, 14, -20.5, 1.875] : w == 0 ? u : c);
        CheckAssert.Fails(result, "conditional prediction, whatever w is");
    }

    private static Func<double[], double[], double, double[]> Each(Func<double, double, double, double> of) =>
        (unconditional, conditional, w) => [.. unconditional.Zip(conditional, (u, c) => of(u, c, w))];
}
