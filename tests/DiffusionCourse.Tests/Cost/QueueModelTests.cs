using DiffusionCourse.Cost;

namespace DiffusionCourse.Tests.Cost;

/// <summary>Waiting times against textbook values, against a simulation, and in their limits.</summary>
public sealed class QueueModelTests
{
    [Theory]
    [InlineData(0.5, 0, 0.5)]
    [InlineData(0.5, 1, 1)]
    [InlineData(0.8, 0, 2)]
    [InlineData(0.8, 1, 4)]
    [InlineData(0.9, 2, 22.5)]
    public void Waits_are_the_textbooks(double utilisation, double variation, double waits)
    {
        var queue = new QueueModel(utilisation / 3, 3, variation);
        Assert.Equal(waits, queue.Wait / queue.Service, 1e-9);
        Assert.Equal(queue.Service / (1 - utilisation), queue.ResponseByTurns, 1e-9);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.8)]
    public void A_simulation_waits_as_long_as_the_formula_says(double utilisation)
    {
        var queue = new QueueModel(utilisation / 2, 2);
        var waits = QueueModel.Waits(queue.Moments(400_000, seed: 1), queue.Service);
        Assert.InRange(waits.Average() / queue.Wait, 0.97, 1.03);
    }

    [Fact]
    public void Random_moments_have_their_rate_and_their_spread()
    {
        var moments = new QueueModel(4, 0.1).Moments(100_000, seed: 3);
        double[] gaps = [.. moments.Zip(moments.Skip(1), (one, next) => next - one)];
        Assert.Equal(0.25, gaps.Average(), 0.005);
        Assert.Equal(1, Math.Sqrt(gaps.Average(gap => gap * gap) - Math.Pow(gaps.Average(), 2)) / gaps.Average(), 0.02);
    }

    [Fact]
    public void An_empty_server_answers_at_once_and_a_full_one_never()
    {
        Assert.Equal((0.0, 2.0, 2.0), (new QueueModel(0, 2).Wait, new QueueModel(0, 2).Response, new QueueModel(0, 2).ResponseByTurns));
        Assert.Equal(double.PositiveInfinity, new QueueModel(0.5, 2).Wait);
        Assert.Equal(double.PositiveInfinity, new QueueModel(0.5, 2).ResponseByTurns);
        Assert.Throws<InvalidOperationException>(() => new QueueModel(0, 2).Moments(1, 1));
    }

    [Theory]
    [InlineData(60, 3, 6, 10)]
    [InlineData(60, 3, 3, 0)]
    [InlineData(60, 3, 2, 0)]
    [InlineData(60, 3, double.PositiveInfinity, 20)]
    public void The_most_people_keep_within_the_limit(double every, double service, double response, int people)
    {
        Assert.Equal(people, QueueModel.MostPeople(every, service, response));
        Assert.True(people == 0 || QueueModel.Of(people, every, service).ResponseByTurns <= response + 1e-9);
        Assert.True(QueueModel.Of(people + 1, every, service).ResponseByTurns > response || double.IsInfinity(response));
    }

    [Fact]
    public void Waits_follow_from_the_moments() => Assert.Equal([0, 0.5, 1.5, 0], QueueModel.Waits([0, 1.5, 2.5, 20], 2));

    [Theory]
    [InlineData(-1, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, -1)]
    [InlineData(double.NaN, 1, 0)]
    [InlineData(1, double.PositiveInfinity, 0)]
    [InlineData(1, 1, 101)]
    public void What_is_out_of_its_limits_is_told(double arrivals, double service, double variation)
        => Assert.Contains("but these are", Assert.Throws<ArgumentException>(() => new QueueModel(arrivals, service, variation)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_load_sends_without_waiting_for_answers()
    {
        using var all = new CountdownEvent(5);
        var load = await RequestLoad.RunAsync([0, 0.001, 0.002, 0.003, 0.004], () =>
        {
            all.Signal();
            all.Wait();
        });
        Assert.Equal(5, load.Responses.Count);
        Assert.Equal(load.Moments.Order(), load.Moments);
        Assert.All(load.Responses, seconds => Assert.True(seconds > 0));
        await Assert.ThrowsAsync<ArgumentException>(() => RequestLoad.RunAsync([], () => { }));
        await Assert.ThrowsAsync<OperationCanceledException>(() => RequestLoad.RunAsync([0], () => { }, new CancellationToken(true)));
    }

    [Fact]
    public async Task A_load_that_is_cancelled_in_a_pause_ends_there_and_sends_nothing_more()
    {
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var load = RequestLoad.RunAsync([0, 60, 61], Send, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, sent);

        void Send()
        {
            Interlocked.Increment(ref sent);
            stop.Cancel();
        }
    }
}
