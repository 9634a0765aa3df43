using System.Diagnostics;
using DiffusionCourse.ReferenceServer;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Remote;

/// <summary>How long Stop takes while networks run on a server, at random moments of a picture.</summary>
public sealed class StopMeasurementTests(ITestOutputHelper output)
{
    private const int Moments = 7;

    [Theory]
    [MemberData(nameof(ServedModel.Ways), MemberType = typeof(ServedModel))]
    public async Task A_remote_picture_is_given_up_while_the_server_goes_on_computing(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var pipeline = await servers.LoadAsync(way);
        var request = FaultyServers.Request with { Steps = 100 };
        await pipeline.GenerateAsync(FaultyServers.Request);
        var random = new Random(7);
        var milliseconds = new double[Moments];
        for (var moment = 0; moment < Moments; moment++)
        {
            // Calls of 20 ms, and one that does not end: what is waited for is in the air, or about to be.
            var last = random.Next(0, 10);
            servers.First.Faults.Clear();
            for (var call = 0; call < last; call++)
            {
                servers.First.Faults.Enqueue(ServerFault.Wait(TimeSpan.FromMilliseconds(20)));
            }

            servers.First.Faults.Enqueue(ServerFault.Wait(TimeSpan.FromMinutes(5)));
            using var stop = new CancellationTokenSource();
            var running = pipeline.GenerateAsync(request, cancellation: stop.Token);
            await Task.Delay(random.Next(1, 300));
            var start = Stopwatch.GetTimestamp();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
            milliseconds[moment] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        output.WriteLine($"{way}: {string.Join(", ", milliseconds.Select(time => Invariant($"{time:0.0}")))} ms from Stop to the task's end");
        // A busy machine may take long for anything, but not for all of them; a call that is waited for takes five minutes.
        Assert.True(milliseconds.Order().First() < 1000, "No moment was answered within a second.");
        Assert.True(milliseconds.Max() < 60_000, "A call was waited for.");
        servers.First.Faults.Clear();
        Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
    }
}
