using DiffusionCourse.Cost;

namespace DiffusionCourse.Tests.Cost;

public sealed class PercentilesTests
{
    [Fact]
    public void Percentiles_lie_between_neighbours_in_any_order()
    {
        // Of 0 to 100 ms the q-th percentile is q ms: numpy.percentile(range(101), [50, 90, 99]).
        var times = Enumerable.Range(0, 101).Select(i => TimeSpan.FromMilliseconds(100 - i));
        Assert.Equal(new Percentiles(101, Ms(0), Ms(50), Ms(90), Ms(99), Ms(100)), Percentiles.Of(times));
        Assert.Equal(new Percentiles(2, Ms(1), Ms(2), Ms(2.8), Ms(2.98), Ms(3)), Percentiles.Of([Ms(3), Ms(1)]));
        Assert.Equal(new Percentiles(1, Ms(7), Ms(7), Ms(7), Ms(7), Ms(7)), Percentiles.Of([Ms(7)]));
    }

    [Fact]
    public void No_times_have_no_percentiles() => Assert.Throws<ArgumentException>(() => Percentiles.Of([]));

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
