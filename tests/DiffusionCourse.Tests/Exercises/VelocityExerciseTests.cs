using DiffusionCourse.Exercises;

namespace DiffusionCourse.Tests.Exercises;

public sealed class VelocityExerciseTests
{
    public static TheoryData<string, Func<double, double, double, double>> WrongAnswers => new()
    {
        { "This is epsilon itself", (x, e, s) => e },
        { "This is x_0", (x, e, s) => (x - s * e) / (1 - s) },
        { "The sign is turned", (x, e, s) => (x - e) / (1 - s) },
        { "The noisy sample was subtracted", (x, e, s) => e - x },
        { "The division is missing", (x, e, s) => e - (x - s * e) },
        { "factors whose squares add up to 1", (x, e, s) => e - (x - s * e) / Math.Sqrt(1 - s * s) },
        { "This is v", (x, e, s) => (1 - s) * e - s * (x - s * e) / (1 - s) },
        { "no typical mistake", (x, e, s) => (e - x) / (1 - s) + 0.01 },
    };

    [Fact]
    public void The_formula_passes() => CheckAssert.Passes(Exercise.Velocity.Check((x, epsilon, sigma) => [.. x.Zip(epsilon, (s, e) => (e - s) / (1 - sigma))]));

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void A_typical_mistake_is_named(string advice, Func<double, double, double, double> wrong) =>
        CheckAssert.Fails(Exercise.Velocity.Check((x, epsilon, sigma) => [.. x.Zip(epsilon, (s, e) => wrong(s, e, sigma))]), advice);
}
