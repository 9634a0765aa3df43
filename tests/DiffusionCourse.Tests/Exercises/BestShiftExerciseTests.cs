using DiffusionCourse.Exercises;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Tests.Exercises;

public sealed class BestShiftExerciseTests
{
    public static TheoryData<string, Func<ToyDistribution, double>> WrongAnswers => new()
    {
        { "A shift of 1 is none", _ => 1 },
        { "too small here", _ => 0.19 },
        { "too large here", _ => 3 },
        { "positive, finite", _ => 0 },
        { "positive, finite", _ => double.NaN },
    };

    /// <summary>Magnifying a world by a factor asks for as much more shift.</summary>
    [Fact]
    public void The_shift_that_grows_with_the_world_passes() => CheckAssert.Passes(Exercise.BestShift.Check((world, _) => 0.77 * Scale(world)));

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void What_is_wrong_is_said(string advice, Func<ToyDistribution, double> wrong) => CheckAssert.Fails(Exercise.BestShift.Check((world, _) => wrong(world)), advice);

    private static double Scale(ToyDistribution world) => world.Components[0].X / ToyDistribution.TwoClasses.Components[0].X;
}
