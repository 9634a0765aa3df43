using DiffusionCourse.Pipelines;
using DiffusionCourse.Remote;

namespace DiffusionCourse.Tests.Remote;

/// <summary>Connections over which nothing comes back, as after a change of networks, and servers that say nothing.</summary>
public sealed class SilentConnectionTests
{
    [Theory]
    [MemberData(nameof(ServedModel.Ways), MemberType = typeof(ServedModel))]
    public async Task A_connection_on_which_packets_vanish_is_left_for_a_new_one(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        await using var relay = new SilentRelay(new Uri(ServedModel.Address(servers.First, way)).Port);
        using var pipeline = await StableDiffusionPipeline.LoadAsync(
            $"{ServedModel.Address((relay.Port, relay.Port), way)} {servers.Model.Folder}",
            new() { ServerSettingsOverride = addresses => new() { Addresses = addresses, RetryDelay = TimeSpan.FromMilliseconds(1), Timeout = TimeSpan.FromSeconds(3) } });
        relay.FallSilent();
        Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
    }

    [Fact]
    public void Connections_that_were_left_are_closed_when_their_last_call_has_ended()
    {
        var opened = new List<Line>();
        using var connection = new RenewableConnection<Line>(() =>
        {
            opened.Add(new());
            return opened[^1];
        });
        var (one, other) = (connection.Take(), connection.Take());
        connection.Renew();
        Assert.Equal(2, opened.Count);
        one.Dispose();
        Assert.False(opened[0].IsClosed);
        other.Dispose();
        Assert.True(opened[0].IsClosed);

        using (var next = connection.Take())
        {
            Assert.Same(opened[1], next.Value);
        }

        Assert.False(opened[1].IsClosed);
        connection.Renew();
        Assert.True(opened[1].IsClosed);
    }

    [Fact]
    public void A_server_that_was_silent_twice_is_not_asked_again()
    {
        ServerAddress[] addresses = [ServerAddress.Parse("http://127.0.0.1:1/v2"), ServerAddress.Parse("grpc://127.0.0.1:2")];
        var settings = new ServerSettings { Addresses = addresses };
        using var first = new Endpoint(addresses[0], settings, TimeProvider.System);
        using var second = new Endpoint(addresses[1], settings, TimeProvider.System);
        var attempts = new CallAttempts();
        Assert.True(Fails(first, [first]));
        Assert.True(Fails(second, [first, second]));
        Assert.True(Fails(first, [first, second]));
        Assert.False(attempts.MayAsk(first));
        Assert.True(attempts.MayAsk(second));
        Assert.False(Fails(second, [first, second]));
        Assert.Equal(4, attempts.Count);

        bool Fails(Endpoint endpoint, Endpoint[] all)
        {
            var trouble = endpoint.Troubles.OfSilence(TimeSpan.FromSeconds(1));
            attempts.Note(endpoint, trouble);
            return attempts.MayRepeat(trouble, all);
        }
    }

    private sealed class Line : IDisposable
    {
        public bool IsClosed { get; private set; }

        public void Dispose() => IsClosed = true;
    }
}
