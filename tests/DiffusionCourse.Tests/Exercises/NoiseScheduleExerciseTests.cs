using DiffusionCourse.Exercises;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Tests.Exercises;

public sealed class NoiseScheduleExerciseTests
{
    public static TheoryData<string, Func<int, double[]>> WrongAnswers => new()
    {
        { "A factor of 0.06826 of the picture is left", length => [.. NoiseSchedule.ScaledLinear(length).AlphasCumprod] },
        { "Too few timesteps in the middle", length => [.. NoiseSchedule.Cosine(length).AlphasCumprod] },
        { "Too few timesteps in the middle", length => Design(length, 7, 0) },
        { "Too much noise at t = 0", length => Design(length, 0.5, 5) },
        { "Noise wins too early", length => [.. NoiseSchedule.Linear(length).AlphasCumprod] },
        { "Noise wins too late", length => [.. Enumerable.Range(0, length).Select(t => 0.999 - 0.999 * Math.Pow((double)t / (length - 1), 2))] },
        { "No noise at all at t = 0", length => [.. Enumerable.Range(0, length).Select(t => 1 - (double)t / (length - 1))] },
        { "If these are betas", length => [.. NoiseSchedule.ScaledLinear(length).Betas] },
        { "If these are SNRs", length => [.. NoiseSchedule.ScaledLinear(length).SignalToNoise] },
        { "If these are log SNRs", length => [.. NoiseSchedule.ScaledLinear(length).LogSnr.Select(value => Math.Min(value, -0.5 - value))] },
        { "as many as the argument says", _ => Design(1000, 0.7, 6.3) },
        { "falls from timestep to timestep", length => [.. Enumerable.Repeat(0.5, length)] },
        { "negative or not a number", length => [.. Enumerable.Repeat(double.NaN, length)] },
    };

    [Fact]
    public void A_design_that_meets_the_goals_passes() => CheckAssert.Passes(Exercise.NoiseSchedule.Check(length => Design(length, 0.7, 6.3)));

    [Fact]
    public void Another_design_that_meets_them_passes_too() =>
        CheckAssert.Passes(Exercise.NoiseSchedule.Check(length => Design(length, 0.3, 7)));

    [Fact]
    public void A_start_at_the_limit_passes_however_it_is_rounded() => CheckAssert.Passes(Exercise.NoiseSchedule.Check(length =>
        [0.5 * (1 + Math.Tanh(Math.Log(1000) / 2)), .. Design(length, 0.7, 6.2).Skip(1)]));

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void A_goal_that_is_missed_is_named(string advice, Func<int, double[]> wrong) => CheckAssert.Fails(Exercise.NoiseSchedule.Check(wrong), advice);

    private static double[] Design(int length, double linear, double cubic) => [.. Enumerable.Range(0, length).Select(t =>
    {
        var u = 1 - 2.0 * t / (length - 1);
        return t == length - 1 ? 0 : 1 / (1 + Math.Exp(-(linear * u + cubic * u * u * u)));
    })];
}
