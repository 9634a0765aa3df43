using System.Diagnostics;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.ReferenceServer;
using DiffusionCourse.Remote;
using DiffusionCourse.Tests.Exports;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Remote;

/// <summary>Servers that fail: a step is made again where that helps, with the same bits, and what does not help is said in a sentence.</summary>
public sealed class ServerFaultTests(ITestOutputHelper output)
{
    public static TheoryData<string> Ways => ServedModel.Ways;

    public static TheoryData<string, FaultKind> Unusable
    {
        get
        {
            var all = new TheoryData<string, FaultKind>();
            foreach (var kind in new[] { FaultKind.WrongShape, FaultKind.WrongType, FaultKind.TooFewBytes, FaultKind.WrongName })
            {
                all.Add("binary", kind);
                all.Add("json", kind);
                all.Add("grpc", kind);
            }

            all.Add("binary", FaultKind.Garbage);
            all.Add("json", FaultKind.Garbage);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_passes_is_waited_for(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var pipeline = await servers.LoadAsync(way);
        foreach (var fault in new[] { ServerFault.Refuse(503, retryAfter: 1), ServerFault.Refuse(429), new(FaultKind.Cut), ServerFault.Refuse(503) })
        {
            servers.First.Faults.Enqueue(fault);
        }

        Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        Assert.Empty(servers.First.Faults);
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task An_answer_that_cannot_be_used_is_asked_for_elsewhere_or_told(string way, FaultKind kind)
    {
        await using (var two = await FaultyServers.StartAsync(2))
        {
            using var pipeline = await two.LoadAsync(way);
            two.First.Faults.Enqueue(new(kind));
            two.Second.Faults.Enqueue(new(kind));
            two.Second.Faults.TryDequeue(out _);
            Assert.Equal((await two.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        }

        await using var one = await FaultyServers.StartAsync(1);
        using var alone = await one.LoadAsync(way);
        one.First.Faults.Enqueue(new(kind));
        var error = await Assert.ThrowsAsync<ModelException>(() => alone.GenerateAsync(FaultyServers.Request));
        Assert.Contains("gave no answer that can be used", error.Message, StringComparison.Ordinal);
        Assert.Contains(ServedModel.Address(one.First, way).Split("/v2")[0], error.Message, StringComparison.Ordinal);
        output.WriteLine(error.Message);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_failure_inside_is_tried_once_elsewhere(string way)
    {
        await using var two = await FaultyServers.StartAsync(2);
        using var pipeline = await two.LoadAsync(way);
        two.First.Faults.Enqueue(ServerFault.Refuse(500, text: "onnx runtime error 6: out of memory"));
        Assert.Equal((await two.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        foreach (var server in two.Servers)
        {
            server.Faults.Enqueue(ServerFault.Refuse(500, text: "onnx runtime error 6: out of memory"));
        }

        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(FaultyServers.Request with { Prompt = "a frog" }));
        Assert.Contains("500: onnx runtime error 6: out of memory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("binary", 400)]
    [InlineData("json", 422)]
    [InlineData("grpc", 400)]
    [InlineData("binary", 404)]
    [InlineData("grpc", 404)]
    public async Task A_callers_mistake_is_not_repeated(string way, int status)
    {
        await using var two = await FaultyServers.StartAsync(2);
        using var pipeline = await two.LoadAsync(way);
        foreach (var server in two.Servers)
        {
            server.Faults.Enqueue(ServerFault.Refuse(status, text: "not this shape"));
            server.Calls.Clear();
        }

        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(FaultyServers.Request));
        Assert.Contains("not this shape", error.Message, StringComparison.Ordinal);
        Assert.Single(two.Servers.SelectMany(server => server.Calls));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Values_that_are_no_numbers_are_told_as_here(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var pipeline = await servers.LoadAsync(way);
        await pipeline.GenerateAsync(FaultyServers.Request);
        servers.First.Faults.Enqueue(new(FaultKind.NotANumber));
        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(FaultyServers.Request));
        Assert.Contains(way == "json" ? "other things than numbers" : "not finite", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_slow_server_is_left_for_another_and_told_where_there_is_none(string way)
    {
        static ServerSettings Hurried(IReadOnlyList<ServerAddress> addresses)
            => new() { Addresses = addresses, RetryDelay = TimeSpan.FromMilliseconds(1), Timeout = TimeSpan.FromSeconds(1.5) };

        await using (var two = await FaultyServers.StartAsync(2))
        {
            using var pipeline = await two.LoadAsync(way, Hurried);
            two.First.Faults.Enqueue(ServerFault.Wait(TimeSpan.FromMinutes(1)));
            Assert.Equal((await two.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        }

        await using var one = await FaultyServers.StartAsync(1);
        using var alone = await one.LoadAsync(way, addresses => new() { Addresses = addresses, RetryDelay = TimeSpan.FromMilliseconds(1), Timeout = TimeSpan.FromSeconds(0.5) });
        for (var i = 0; i < 100; i++)
        {
            one.First.Faults.Enqueue(ServerFault.Wait(TimeSpan.FromMinutes(1)));
        }

        one.First.Calls.Clear();
        var error = await Assert.ThrowsAsync<ModelException>(() => alone.GenerateAsync(FaultyServers.Request));
        Assert.Contains("did not answer within 0.5 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("It was asked 2 times", error.Message, StringComparison.Ordinal);
        Assert.InRange(one.First.Calls.Count, 1, 2);
        Assert.Contains(ServerSettings.TimeoutVariable, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Stop_ends_a_call_that_is_on_its_way(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var pipeline = await servers.LoadAsync(way);
        await pipeline.GenerateAsync(FaultyServers.Request);
        servers.First.Faults.Enqueue(ServerFault.Wait(TimeSpan.FromMinutes(5)));
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        servers.First.Running = _ => called.TrySetResult();
        using var stop = new CancellationTokenSource();
        var running = pipeline.GenerateAsync(FaultyServers.Request, cancellation: stop.Token);
        await called.Task;
        await Task.Delay(50);
        var start = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        output.WriteLine($"{way}: stopped after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms");
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_server_that_dies_in_the_middle_of_a_picture_costs_a_step(string way)
    {
        await using var servers = await FaultyServers.StartAsync(2);
        using var pipeline = await servers.LoadAsync(way);
        var (dead, steps) = (0, 0);
        foreach (var server in servers.Servers)
        {
            server.Running = network =>
            {
                if (network == "unet" && Interlocked.Increment(ref steps) == 3 && Interlocked.Exchange(ref dead, 1) == 0)
                {
                    _ = server.KillAsync();
                }
            };
        }

        Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        Assert.Equal(1, dead);
        Assert.InRange(steps, 6, 7);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_server_that_is_started_again_goes_on(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var pipeline = await servers.LoadAsync(way, addresses => new() { Addresses = addresses });
        var steps = 0;
        var restarted = Task.CompletedTask;
        servers.First.Running = network =>
        {
            if (network == "unet" && ++steps == 3)
            {
                restarted = AgainAsync();
            }
        };
        Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        await restarted;

        async Task AgainAsync()
        {
            await Task.Yield();
            await servers.First.KillAsync();
            await servers.First.RestartAsync();
        }
    }

    [Theory]
    [InlineData("binary", true)]
    [InlineData("grpc", true)]
    [InlineData("json", false)]
    [InlineData("grpc", false)]
    public async Task A_server_that_is_being_started_is_waited_for_when_a_model_is_loaded(string way, bool refuses)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        await (refuses ? servers.First.KillAsync() : Task.FromResult(servers.First.IsReady = false));
        var loading = servers.LoadAsync(way, addresses => new() { Addresses = addresses, RetryDelay = TimeSpan.FromSeconds(0.3) });
        await Task.Delay(500);
        Assert.False(loading.IsCompleted);
        await (refuses ? servers.First.RestartAsync() : Task.FromResult(servers.First.IsReady = true));
        using var pipeline = await loading;
        Assert.Contains(pipeline.Notices, notice => notice.Contains("was not ready at first", StringComparison.Ordinal));
        Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        output.WriteLine(string.Join('\n', pipeline.Notices));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_dead_server_is_told_in_one_sentence_with_the_remedy(string way)
    {
        await using var servers = await FaultyServers.StartAsync(2);
        await servers.First.KillAsync();
        using (var pipeline = await servers.LoadAsync(way))
        {
            Assert.Contains(pipeline.Notices, notice => notice.Contains("one does not answer", StringComparison.Ordinal));
            Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
            Assert.NotEmpty(servers.Second.Calls);
        }

        await servers.Second.KillAsync();
        var error = await Assert.ThrowsAsync<ModelException>(() => servers.LoadAsync(way));
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Contains("draw on this machine", error.Message, StringComparison.Ordinal);
        Assert.Contains("asked 6 times", error.Message, StringComparison.Ordinal);
        output.WriteLine(error.Message);
        await servers.First.RestartAsync();
        await servers.Second.RestartAsync();
    }

    [Fact]
    public async Task Servers_with_other_networks_or_weights_are_refused()
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var wider = new ExportedModel(new() { FixedSizes = true });
        using var other = new ExportedModel(new());
        OtherWeights.WriteInto(other);
        foreach (var (model, told) in new[] { (wider.Folder, "holds other networks"), (other.Folder, "weights differ") })
        {
            await using var odd = await InferenceServer.StartAsync(new() { Model = model, Prefix = "" });
            var error = await Assert.ThrowsAsync<ModelException>(() => StableDiffusionPipeline.LoadAsync($"{servers.First.Grpc},{odd.RestAddress} {servers.Model.Folder}"));
            Assert.Contains(told, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Eight_clients_at_once_get_their_own_pictures()
    {
        await using var servers = await FaultyServers.StartAsync(2);
        var expected = new IReadOnlyList<float>[8];
        using (var here = await servers.Model.LoadAsync())
        {
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] = (await here.GenerateAsync(FaultyServers.Request with { Seed = (ulong)i })).Latents;
            }
        }

        await Parallel.ForAsync(0, expected.Length, new ParallelOptions { MaxDegreeOfParallelism = expected.Length }, async (i, cancellation) =>
        {
            using var pipeline = await servers.LoadAsync(i % 2 == 0 ? "grpc" : "binary");
            for (var picture = 0; picture < 5; picture++)
            {
                Assert.Equal(expected[i], (await pipeline.GenerateAsync(FaultyServers.Request with { Seed = (ulong)i }, cancellation: cancellation)).Latents);
            }
        });
        Assert.All(servers.Servers, server => Assert.NotEmpty(server.Calls));
    }

    [Fact]
    public async Task A_server_that_is_killed_at_any_moment_of_a_sweep_costs_no_picture()
    {
        const int Pictures = 64;
        var kills = int.TryParse(Environment.GetEnvironmentVariable("DIFFUSION_COURSE_KILLS"), out var stated) ? stated : 3;
        await using var servers = await FaultyServers.StartAsync(2);
        var request = FaultyServers.Request with { Steps = 3 };
        IReadOnlyList<float>[] expected;
        using (var here = await servers.Model.LoadAsync())
        {
            expected = [.. (await here.GenerateManyAsync(request, Pictures)).Results.Select(result => result.Latents)];
        }

        var random = new Random(5);
        for (var kill = 0; kill < kills; kill++)
        {
            var victim = servers.Servers[random.Next(2)];
            var (calls, moment, killed) = (0, random.Next(1, Pictures * 3), Task.CompletedTask);
            foreach (var server in servers.Servers)
            {
                server.Running = _ =>
                {
                    if (Interlocked.Increment(ref calls) == moment)
                    {
                        killed = Task.Run(victim.KillAsync);
                    }
                };
            }

            using (var pipeline = await servers.LoadAsync(kill % 2 == 0 ? "grpc" : "binary"))
            {
                calls = 0;
                var drawn = await pipeline.GenerateManyAsync(request, Pictures);
                Assert.Equal(expected, drawn.Results.Select(result => result.Latents));
            }

            await killed;
            await victim.RestartAsync();
        }
    }
}
