using DiffusionCourse.Pipelines;
using DiffusionCourse.ReferenceServer;
using DiffusionCourse.Tests.Exports;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Remote;

/// <summary>A server that was down when the model was loaded, and comes up beside one that draws.</summary>
public sealed class LateServerTests(ITestOutputHelper output)
{
    private const int Pictures = 8;

    private static readonly GenerationRequest Request = FaultyServers.Request with { Steps = 3 };

    [Theory]
    [InlineData("binary", "weights", "weights differ")]
    [InlineData("json", "weights", "weights differ")]
    [InlineData("grpc", "weights", "weights differ")]
    [InlineData("grpc", "networks", "holds other networks")]
    [InlineData("binary", "names", "has no network")]
    [InlineData("json", "token", "wants to know who asks")]
    [InlineData("grpc", "token", "wants to know who asks")]
    public async Task One_that_is_not_fit_is_left_out_with_a_notice_and_fails_no_picture(string way, string oddity, string told)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var odd = new ExportedModel(new() { FixedSizes = oddity == "networks" });
        if (oddity == "weights")
        {
            OtherWeights.WriteInto(odd);
        }

        var ports = (Http: FreePort.Find(), Grpc: FreePort.Find());
        using var pipeline = await LoadAsync(servers, way, ports);
        await using var late = await InferenceServer.StartAsync(new()
        {
            Model = odd.Folder, Prefix = oddity == "names" ? "another-" : "", Token = oddity == "token" ? "s3cret-of-the-school" : null, Ports = ports,
        });
        var notices = await DrawUntilAsync(servers, pipeline, all => all.Any(text => text.Contains("left out", StringComparison.Ordinal)));
        var notice = Assert.Single(notices, text => text.Contains(told, StringComparison.Ordinal));
        Assert.Contains("one is left out", notice, StringComparison.Ordinal);
        Assert.Contains(ServedModel.Address(late, way).Split("/v2")[0], notice, StringComparison.Ordinal);
        Assert.DoesNotContain(late.Calls, call => call.Network != "unet");
        Assert.Equal(oddity == "weights", !late.Calls.IsEmpty);
        output.WriteLine(notice);
    }

    [Theory]
    [MemberData(nameof(ServedModel.Ways), MemberType = typeof(ServedModel))]
    public async Task One_with_the_same_model_draws(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        var ports = (Http: FreePort.Find(), Grpc: FreePort.Find());
        using var pipeline = await LoadAsync(servers, way, ports);
        await using var late = await InferenceServer.StartAsync(new() { Model = servers.Model.Folder, Prefix = "", Ports = ports });
        var notices = await DrawUntilAsync(servers, pipeline, _ => !late.Calls.IsEmpty);
        Assert.DoesNotContain(notices, text => text.Contains("left out", StringComparison.Ordinal));
        Assert.Contains(late.Calls, call => call.Network == "vae_decoder");
    }

    // It answers for what it holds, and nothing else: whether its weights are the same is asked again before it draws.
    [Fact]
    public async Task One_whose_weights_could_not_be_compared_draws_nothing_before_they_are()
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var odd = new ExportedModel(new());
        OtherWeights.WriteInto(odd);
        var ports = (Http: FreePort.Find(), Grpc: FreePort.Find());
        await using var late = await InferenceServer.StartAsync(new() { Model = odd.Folder, Prefix = "", Ports = ports });
        for (var i = 0; i < 3; i++)
        {
            late.Faults.Enqueue(ServerFault.Refuse(503));
        }

        using var pipeline = await LoadAsync(servers, "grpc", ports);
        // Longer than it rests after its first failure.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await DrawAsync(servers, pipeline);
        Assert.DoesNotContain(late.Calls, call => call.Network == "vae_decoder");
    }

    private static Task<StableDiffusionPipeline> LoadAsync(FaultyServers servers, string way, (int Http, int Grpc) late)
        => StableDiffusionPipeline.LoadAsync(
            $"{ServedModel.Address(servers.First, way)},{ServedModel.Address(late, way)} {servers.Model.Folder}",
            new() { ServerSettingsOverride = addresses => new() { Addresses = addresses, RetryDelay = TimeSpan.FromMilliseconds(1) } });

    // The longer a model took to be loaded, the longer a server rests that was down meanwhile.
    private static async Task<IReadOnlyList<string>> DrawUntilAsync(
        FaultyServers servers, StableDiffusionPipeline pipeline, Func<IReadOnlyList<string>, bool> isOver)
    {
        var notices = new List<string>();
        for (var i = 0; i < 40 && !isOver(notices); i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            notices.AddRange(await DrawAsync(servers, pipeline));
        }

        return notices;
    }

    // What is told beside pictures that are those of this machine.
    private static async Task<IReadOnlyList<string>> DrawAsync(FaultyServers servers, StableDiffusionPipeline pipeline)
    {
        using var here = await servers.Model.LoadAsync();
        var expected = await here.GenerateManyAsync(Request, Pictures);
        var drawn = await pipeline.GenerateManyAsync(Request, Pictures);
        Assert.Equal(expected.Results.Select(result => result.Latents), drawn.Results.Select(result => result.Latents));
        return [.. drawn.Results.SelectMany(result => result.Notices)];
    }
}
