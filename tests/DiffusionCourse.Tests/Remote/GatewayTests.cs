using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Remote;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Remote;

/// <summary>A school's gateway, which speaks TLS and knows who may ask, before a server that does neither.</summary>
public sealed class GatewayTests(ITestOutputHelper output)
{
    private const string Secret = "s3cret-of-the-school";

    public static TheoryData<string> Ways => ServedModel.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_picture_comes_through_a_gateway_and_a_wrong_token_is_told(string way)
    {
        if (!Gateway.IsPresent(output))
        {
            return;
        }

        using var school = new SchoolAuthority();
        await using var servers = await FaultyServers.StartAsync(1);
        await using var gateway = await Gateway.StartAsync(servers.First, school.ServerPem, Secret);
        var authority = servers.Model.PathOf("authority.pem");
        await File.WriteAllTextAsync(authority, school.Pem);
        Task<StableDiffusionPipeline> LoadAsync(string token) => StableDiffusionPipeline.LoadAsync(
            $"{gateway.Address(way)} {servers.Model.Folder}",
            new()
            {
                ServerSettingsOverride = addresses => ServerSettings.From(addresses, name => name switch
                {
                    ServerSettings.AuthorityVariable => authority,
                    ServerSettings.TokenVariable => token,
                    _ => null,
                }),
            });

        using (var pipeline = await LoadAsync(Secret))
        {
            Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        }

        Assert.Empty(servers.First.Tokens);
        var error = await Assert.ThrowsAsync<ModelException>(() => LoadAsync("another-s3cret"));
        Assert.Contains("is not the one", error.Message, StringComparison.Ordinal);
        Assert.Contains(ServerSettings.TokenVariable, error.Message, StringComparison.Ordinal);
    }
}
