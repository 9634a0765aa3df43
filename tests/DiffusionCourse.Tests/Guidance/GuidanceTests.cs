using DiffusionCourse.Guidance;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Guidance;

public sealed class GuidanceTests
{
    private static readonly double[] Unconditional = [0.5, -1, 2, 0.25, 1];
    private static readonly double[] Conditional = [1, -0.5, 1, 0.75, -1];

    [Fact]
    public void Guidance_and_rescaling_agree_with_diffusers()
    {
        foreach (var recorded in GoldenFiles.Read("misc.json").GetProperty("guidance").EnumerateArray())
        {
            double[] unconditional = recorded.GetProperty("eps_uncond").Doubles(), conditional = recorded.GetProperty("eps_cond").Doubles();
            var scale = recorded.GetProperty("guidance_scale").GetDouble();
            var result = new double[unconditional.Length];
            ClassifierFreeGuidance.Combine<double>(unconditional, conditional, scale, result);

            // The recorded inputs have twelve digits, which w multiplies.
            AssertEqual(recorded.GetProperty("guided").Doubles(), result, 1e-10);

            var rule = new ClassifierFreeGuidance(scale) { Rescale = recorded.GetProperty("guidance_rescale").GetDouble() };
            rule.Start<double>(result.Length, batchSize: 2).Apply(default, unconditional, conditional, result);
            AssertEqual(recorded.GetProperty("rescaled").Doubles(), result, 1e-10);

            // In place, over the conditional prediction itself.
            rule.Start<double>(result.Length, batchSize: 2).Apply(default, unconditional, conditional, conditional);
            AssertEqual(result, conditional, 0);
        }
    }

    [Fact]
    public void The_papers_convention_counts_one_less()
    {
        // Ho and Salimans: (1 + w') conditional - w' unconditional, with w' = w - 1.
        const double scale = 7.5, paper = scale - 1;
        var result = new double[5];
        ClassifierFreeGuidance.Combine<double>(Unconditional, Conditional, scale, result);
        AssertEqual([.. Conditional.Zip(Unconditional, (c, u) => (1 + paper) * c - paper * u)], result, 1e-13);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void At_one_or_below_only_the_conditional_prediction_is_asked_for(double scale)
    {
        var rule = new ClassifierFreeGuidance(scale);
        Assert.False(rule.IsActiveAt(default));
        Assert.Equal(1, rule.EvaluationsAt(default));
        var result = new double[5];
        rule.Start<double>(5).Apply(default, [], Conditional, result);
        Assert.Equal(Conditional, result);
        Assert.Equal(2, new ClassifierFreeGuidance(1.01).EvaluationsAt(default));
    }

    [Fact]
    public void Full_rescaling_restores_the_conditional_deviation()
    {
        var result = new double[5];
        ClassifierFreeGuidance.Combine<double>(Unconditional, Conditional, 12, result);
        ClassifierFreeGuidance.RescaleDeviation<double>(result, Conditional, 1);
        Assert.Equal(Deviation(Conditional), Deviation(result), 1e-12);
    }

    [Fact]
    public void An_interval_guides_only_inside_and_saves_the_evaluations_outside()
    {
        var rule = new GuidanceInterval(new ClassifierFreeGuidance(5), above: 0.3, upTo: 5);
        double[] sigmas = [14.6, 5, 4, 0.31, 0.3, 0.1];
        Assert.Equal([1, 2, 2, 2, 1, 1], sigmas.Select((sigma, i) => rule.EvaluationsAt(new GuidanceStep(i, 6, 0, sigma))));
    }

    [Fact]
    public void A_schedule_follows_its_function()
    {
        var rule = GuidanceSchedule.Linear(9, 1);
        Assert.Equal(9, rule.ScaleAt(new GuidanceStep(0, 5, 999, 14)));
        Assert.Equal(5, rule.ScaleAt(new GuidanceStep(2, 5, 500, 2)));
        Assert.Equal(1, rule.ScaleAt(new GuidanceStep(4, 5, 0, 0.1)));
        Assert.False(rule.IsActiveAt(new GuidanceStep(4, 5, 0, 0.1)));
        Assert.Equal(9, rule.ScaleAt(new GuidanceStep(0, 1, 999, 14)));
        var broken = new GuidanceSchedule(_ => double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => broken.ScaleAt(default));
    }

    [Fact]
    public void Projected_guidance_leaves_the_part_along_the_conditional_prediction_alone()
    {
        var result = new double[5];
        new ProjectedGuidance(8).Start<double>(5).Apply(default, Unconditional, Conditional, result);
        double[] added = [.. result.Zip(Conditional, (r, c) => r - c)];
        Assert.Equal(0, Dot(added, Conditional), 1e-12);
        double[] direction = [.. Conditional.Zip(Unconditional, (c, u) => c - u)];
        var along = Dot(direction, Conditional) / Dot(Conditional, Conditional);
        AssertEqual([.. direction.Zip(Conditional, (d, c) => 7 * (d - along * c))], added, 1e-12);
    }

    [Fact]
    public void Adaptive_projection_without_its_means_is_plain_guidance()
    {
        var rule = new AdaptiveProjectedGuidance(6) { Momentum = 0, NormThreshold = double.PositiveInfinity, ParallelShare = 1 };
        double[] result = new double[5], plain = new double[5];
        rule.Start<double>(5).Apply(default, Unconditional, Conditional, result);
        ClassifierFreeGuidance.Combine<double>(Unconditional, Conditional, 6, plain);
        AssertEqual(plain, result, 1e-12);
    }

    [Fact]
    public void Adaptive_projection_follows_its_algorithm_over_two_steps()
    {
        var rule = new AdaptiveProjectedGuidance(6) { Momentum = -0.5, NormThreshold = 1.5, ParallelShare = 0.25 };
        var run = rule.Start<double>(5);
        var result = new double[5];
        run.Apply(default, Unconditional, Conditional, result);
        double[] second = [0.2, 0.4, -0.6, 0.8, 1];
        run.Apply(default, Unconditional, second, result);

        // Algorithm 1, written out.
        double[] average = new double[5], expected = new double[5];
        foreach (var conditional in new[] { Conditional, second })
        {
            average = [.. Enumerable.Range(0, 5).Select(i => conditional[i] - Unconditional[i] - 0.5 * average[i])];
            var shrink = Math.Min(1, 1.5 / Math.Sqrt(Dot(average, average)));
            var direction = Array.ConvertAll(average, value => value * shrink);
            var length = Math.Sqrt(Dot(conditional, conditional));
            var unit = Array.ConvertAll(conditional, value => value / length);
            var along = Dot(direction, unit);
            expected = [.. Enumerable.Range(0, 5).Select(i => conditional[i] + 5 * (direction[i] - along * unit[i] + 0.25 * along * unit[i]))];
        }

        AssertEqual(expected, result, 1e-12);
    }

    [Fact]
    public void Each_sample_of_a_batch_is_guided_by_itself()
    {
        GuidanceRule[] rules = [new ClassifierFreeGuidance(7) { Rescale = 0.7 }, new ProjectedGuidance(7), new AdaptiveProjectedGuidance(7)];
        double[] unconditional = [.. Unconditional, .. Conditional], conditional = [.. Conditional, .. Unconditional];
        foreach (var rule in rules)
        {
            double[] batch = new double[10], one = new double[5], other = new double[5];
            rule.Start<double>(10, 2).Apply(default, unconditional, conditional, batch);
            rule.Start<double>(5).Apply(default, Unconditional, Conditional, one);
            rule.Start<double>(5).Apply(default, Conditional, Unconditional, other);
            Assert.Equal([.. one, .. other], batch);
        }
    }

    [Fact]
    public void Applying_allocates_nothing()
    {
        GuidanceRule[] rules =
        [
            new ClassifierFreeGuidance(7) { Rescale = 0.7 }, new GuidanceInterval(new ClassifierFreeGuidance(7), 0), GuidanceSchedule.Linear(7, 2),
            new ProjectedGuidance(7), new AdaptiveProjectedGuidance(7),
        ];
        float[] unconditional = new float[1000], conditional = new float[1000], destination = new float[1000];
        Array.Fill(conditional, 1);
        foreach (var rule in rules)
        {
            var run = rule.Start<float>(1000);
            var step = new GuidanceStep(0, 10, 500, 1);
            Assert.Equal(0, Allocations.Of(() => run.Apply(step, unconditional, conditional, destination)));
        }
    }

    [Fact]
    public void Bad_values_are_refused()
    {
        Assert.Contains("at least 0", Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierFreeGuidance(-1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierFreeGuidance(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierFreeGuidance(7) { Rescale = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuidanceInterval(GuidanceRule.None, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveProjectedGuidance(7) { Momentum = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveProjectedGuidance(7) { NormThreshold = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierFreeGuidance(7).Start<float>(5, 2));
        var run = new ClassifierFreeGuidance(7).Start<double>(5);
        Assert.Contains("Expected 5 elements", Assert.Throws<ArgumentException>(() => run.Apply(default, new double[4], Conditional, new double[5])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClassifierFreeGuidance.Combine<double>(new double[4], Conditional, 7, new double[5]));
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static void AssertEqual(double[] expected, double[] actual, double tolerance) =>
        Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], actual[i], tolerance));
}
