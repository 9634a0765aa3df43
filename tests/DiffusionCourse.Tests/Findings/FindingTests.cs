using DiffusionCourse.Findings;

namespace DiffusionCourse.Tests.Findings;

/// <summary>A finding says what its data say, the usual outcome or another.</summary>
public sealed class FindingTests
{
    private static readonly double[] Scales = [1, 3, 7];

    [Theory]
    [InlineData(true, "yes")]
    [InlineData(false, "no")]
    public void The_condition_chooses_the_sentence(bool holds, string text)
    {
        var finding = Finding.If(holds, "yes", "no");

        Assert.Equal((holds, text), (finding.Holds, finding.Text));
        Assert.Contains(text, finding.ToHtml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, 0.2, 0.3, "The clipped share rises with w all the way, from 0.1 at 1 to 0.3 at 7.")]
    [InlineData(0.3, 0.2, 0.1, "The clipped share falls with w all the way, from 0.3 at 1 to 0.1 at 7.")]
    [InlineData(0.1, 0.4, 0.3, "The clipped share rises with w, from 0.1 at 1 to 0.3 at 7, but not all the way: look between 3 and 7.")]
    [InlineData(0.1, 0.4, 0.1, "The clipped share ends where it began with w, from 0.1 at 1 to 0.1 at 7, but not all the way: look between 1 and 3.")]
    public void A_trend_is_read_from_the_values(double first, double second, double third, string text) =>
        Assert.Equal(text, Finding.Trend("the clipped share", "with w", Scales, [first, second, third]).Text);

    [Theory]
    [InlineData(4.069e-5, "The clipped share does not change with w: it is 4.069e-5.")]
    [InlineData(0.0, "The clipped share does not change with w: it is 0.")]
    [InlineData(double.PositiveInfinity, "The clipped share does not change with w: it is infinite.")]
    public void What_stays_as_it_is_has_no_trend(double value, string text)
    {
        var finding = Finding.Trend("the clipped share", "with w", Scales, [value, value, value]);

        Assert.Equal((false, text), (finding.Holds, finding.Text));
    }

    [Theory]
    [InlineData(20.0, 30.0, double.PositiveInfinity, true, "The ratio rises with w all the way, from 20 at 1 to infinite at 7.")]
    [InlineData(20.0, double.PositiveInfinity, double.PositiveInfinity, false, "The ratio rises with w, from 20 at 1 to infinite at 7, but not all the way: look between 3 and 7.")]
    [InlineData(double.PositiveInfinity, 30.0, double.PositiveInfinity, false, "The ratio ends where it began with w, from infinite at 1 to infinite at 7, but not all the way: look between 1 and 3.")]
    [InlineData(20.0, double.NaN, 30.0, null, "The ratio is not a number at 3: there is no trend with w to read.")]
    [InlineData(double.NaN, double.NaN, double.NaN, null, "The ratio is not a number at 1: there is no trend with w to read.")]
    public void Values_that_are_not_finite_are_named(double first, double second, double third, bool? holds, string text)
    {
        var finding = Finding.Trend("the ratio", "with w", Scales, [first, second, third]);

        Assert.Equal((holds, text), (finding.Holds, finding.Text));
    }

    [Fact]
    public void What_is_clear_in_every_round_is_said_with_its_numbers()
    {
        var times = new TimedWays(["20 steps", "10 steps"], [[0.20, 0.10], [0.22, 0.11], [0.40, 0.20]]);

        Assert.True(times.Compare(1, 0).Holds);
        Assert.Contains("took 0.50 of the time", times.Compare(1, 0).Text, StringComparison.Ordinal);
        Assert.Contains("took 2.00 times as long", times.Compare(0, 1).Text, StringComparison.Ordinal);
        Assert.Contains("\"10 steps\" was the fastest in every round: 110 ms", times.Fastest().Text, StringComparison.Ordinal);
        Assert.True(times.Follows(0, 1, 2, "steps").Holds);
    }

    [Fact]
    public void The_other_outcome_is_said_as_well()
    {
        var times = new TimedWays(["20 steps", "10 steps"], [[0.10, 0.20], [0.11, 0.22]]);

        Assert.False(times.Compare(1, 0).Holds);
        Assert.False(times.Follows(0, 1, 2, "steps").Holds);
        Assert.Contains("less than the steps say", times.Follows(0, 1, 2, "steps").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rounds_that_contradict_each_other_are_too_noisy_to_say()
    {
        var times = new TimedWays(["one", "two"], [[0.1, 0.2], [0.3, 0.1], [0.2, 0.2]]);

        Assert.Null(times.Compare(0, 1).Holds);
        Assert.Null(times.Fastest().Holds);
        Assert.Null(times.Follows(0, 1, 1, "steps").Holds);
        Assert.Contains("spread 100 %", times.Compare(0, 1).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_without_another_is_compared_with_nothing()
    {
        const string Alone = "\"as it is\" is the only way here: there is nothing to compare it with.";
        var times = new TimedWays(["as it is"], [[0.1], [0.2]]);

        foreach (var finding in new[] { times.Compare(0, 0), times.Fastest(), times.Follows(0, 0, 1, "steps") })
        {
            Assert.Null(finding.Holds);
            Assert.Equal(Alone, finding.Text);
        }
    }

    [Fact]
    public void A_way_beside_itself_says_nothing_where_there_are_others()
    {
        var times = new TimedWays(["a", "b"], [[0.1, 0.2], [0.1, 0.2]]);

        Assert.Null(times.Compare(1, 1).Holds);
        Assert.Equal("\"b\" is compared with itself here: that says nothing.", times.Compare(1, 1).Text);
    }

    [Fact]
    public async Task Ways_are_timed_by_turns_and_the_first_round_does_not_count()
    {
        List<string> order = [];
        var calls = 0;
        Func<Task<TimeSpan>> Way(string name) => () =>
        {
            order.Add(name);
            return Task.FromResult(TimeSpan.FromSeconds(++calls <= 2 ? 100 : 1));
        };

        var times = await TimedWays.MeasureAsync(2, ("a", Way("a")), ("b", Way("b")));

        Assert.Equal("abbaab", string.Concat(order));
        Assert.Equal([1.0, 1.0], times.Seconds);
    }

    /// <summary>Whatever the times are, no sentence contradicts the medians that stand beside it.</summary>
    [Fact]
    public void No_sentence_is_contradicted_by_the_numbers_beside_it()
    {
        var random = new Random(20);
        for (var trial = 0; trial < 2000; trial++)
        {
            var noise = random.NextDouble() * 3;
            double Time(double usual) => usual * (1 + noise * random.NextDouble());
            var times = new TimedWays(["a", "b", "c"], [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => (double[])[Time(1), Time(1.2), Time(2)])]);

            if (times.Fastest() is { Holds: true } fastest)
            {
                var best = times.Seconds.Index().MinBy(time => time.Item).Index;
                Assert.StartsWith($"\"{times.Names[best]}\" was", fastest.Text, StringComparison.Ordinal);
            }

            var firstIsFaster = times.Compare(0, 2).Holds;
            Assert.True(firstIsFaster is null || firstIsFaster == times.Seconds[0] < times.Seconds[2], times.Compare(0, 2).Text);
        }
    }

    [Fact]
    public void Times_that_do_not_fit_the_ways_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TimedWays(["a"], []));
        Assert.Throws<ArgumentException>(() => new TimedWays(["a", "b"], [[1]]));
        Assert.Throws<ArgumentException>(() => new TimedWays(["a"], [[0]]));
        Assert.Throws<ArgumentException>(() => Finding.Trend("x", "with w", [1], [1]));
    }
}
