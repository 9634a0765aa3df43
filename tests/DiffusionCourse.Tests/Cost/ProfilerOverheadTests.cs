using DiffusionCourse.Cost.Running;

namespace DiffusionCourse.Tests.Cost;

public sealed class ProfilerOverheadTests
{
    [Fact]
    public void What_is_left_adds_up_to_the_run()
    {
        double[] nodes = [5, 6, 30, 105];
        var overhead = ProfilerOverhead.OfEach(nodes, 126);
        Assert.Equal(5, overhead, 1e-9);
        Assert.Equal(126, nodes.Sum(time => Math.Max(0, time - overhead)), 1e-9);
    }

    [Fact]
    public void Nodes_shorter_than_it_are_left_with_nothing()
    {
        var overhead = ProfilerOverhead.OfEach([1, 1, 10, 20], 20);
        Assert.Equal(5, overhead, 1e-9);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    public void There_is_none_where_the_run_takes_as_long_as_its_nodes(double run) => Assert.Equal(0, ProfilerOverhead.OfEach([10, 20], run));

    [Fact]
    public void A_run_without_nodes_has_none()
    {
        Assert.Equal(0, ProfilerOverhead.OfEach([], 1));
        Assert.Empty(ProfilerOverhead.TakenOff([], 1));
    }

    [Fact]
    public void A_busy_moment_in_one_node_takes_nothing_else_away()
    {
        var own = ProfilerOverhead.TakenOff([2, 2, 2, 40, 60, 40_000], run: 120);
        Assert.Equal(120, own.Sum(), 1e-9);
        Assert.True(own[3] > 0);
        Assert.Equal((60 - 21.0) / (40 - 21.0), own[4] / own[3], 1e-9);
    }
}
