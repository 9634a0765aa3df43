using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>A value out of its limits is refused where it is set, or before work, with the value, the limits and what to do.</summary>
public sealed class PropertyLimitTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(100_001)]
    public void A_steps_offset_is_0_to_100000(int offset)
    {
        Func<Scheduler>[] makers =
        [
            () => new DdimScheduler { StepsOffset = offset },
            () => new DdimInverseScheduler { StepsOffset = offset },
            () => new DdpmScheduler { StepsOffset = offset },
            () => new PndmScheduler { StepsOffset = offset },
            () => new EulerScheduler { StepsOffset = offset },
            () => new DpmSolverMultistepScheduler { StepsOffset = offset },
            () => Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { StepsOffset = offset }, "ddim"),
        ];
        Assert.All(makers, make => Assert.Contains(Invariant($"is {offset}: it must be 0 to 100000"), Refusal(make), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void A_churn_is_at_least_0(double churn)
    {
        Func<Scheduler>[] makers =
        [
            () => new EulerScheduler { Churn = churn },
            () => new FlowMatchHeunScheduler { Churn = churn },
            () => new EdmEulerScheduler { Churn = churn },
        ];
        Assert.All(makers, make => Assert.Contains(Invariant($"is {churn}: it must be at least 0. Use 0"), Refusal(make), StringComparison.Ordinal));
        Assert.Equal(10, new EulerScheduler { Churn = double.PositiveInfinity }.Preview(10).NoiseDraws);
    }

    [Fact]
    public void Custom_sigmas_of_a_straight_path_are_0_to_1()
    {
        Scheduler[] schedulers =
        [
            new FlowMatchEulerScheduler { CustomSigmas = [3, 1, 0.5] },
            new UniPcScheduler { PredictionType = PredictionType.FlowPrediction, FlowShift = FlowShift.None, CustomSigmas = [3, 1, 0.5] },
        ];
        foreach (var scheduler in schedulers)
        {
            var message = Assert.Throws<ArgumentException>(() => scheduler.Preview(3)).Message;
            Assert.Contains("from at most 1 to at least 0; number 1 is 3", message, StringComparison.Ordinal);
            Assert.Contains("sigma / (1 + sigma)", message, StringComparison.Ordinal);
        }

        Assert.Equal([1000, 500], new FlowMatchEulerScheduler { CustomSigmas = [1, 0.5] }.Preview(2).Timesteps);
        Assert.Equal([3, 1, 0.5, 0], new EulerScheduler { CustomSigmas = [3, 1, 0.5, 0] }.Preview(3).Sigmas);
    }

    private static string Refusal(Func<Scheduler> make) => Assert.Throws<ArgumentOutOfRangeException>(() => make()).Message;
}
