using System.Security.Cryptography.X509Certificates;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.ReferenceServer;
using DiffusionCourse.Remote;
using DiffusionCourse.Tests.Cli;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Remote;

/// <summary>Who may ask, and who answers: tokens, certificates, and the command with a server.</summary>
public sealed class ServerAccessTests(ITestOutputHelper output)
{
    private const string Secret = "s3cret-of-the-school";

    public static TheoryData<string> Ways => ServedModel.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_token_opens_the_server_and_a_wrong_one_is_told_and_shown_nowhere(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1, options => options with { Token = Secret });
        using (var pipeline = await servers.LoadAsync(way, addresses => new() { Addresses = addresses, Token = Secret }))
        {
            Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
        }

        Assert.All(servers.First.Tokens, token => Assert.Equal($"Bearer {Secret}", token));
        const string Wrong = "another-s3cret";
        var error = await Assert.ThrowsAsync<ModelException>(() => servers.LoadAsync(way, addresses => new() { Addresses = addresses, Token = Wrong }));
        Assert.Contains("is not the one", error.Message, StringComparison.Ordinal);
        Assert.Contains(ServerSettings.TokenVariable, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, error.ToString(), StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<ModelException>(() => servers.LoadAsync(way));
        Assert.Contains("wants to know who asks", error.Message, StringComparison.Ordinal);
        output.WriteLine(error.Message);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_schools_own_authority_is_trusted_where_it_is_named(string way)
    {
        using var school = new SchoolAuthority();
        await using var servers = await FaultyServers.StartAsync(1, options => options with { Certificate = school.Server, Token = Secret });
        var error = await Assert.ThrowsAsync<ModelException>(() => servers.LoadAsync(way, addresses => new() { Addresses = addresses, Token = Secret }));
        Assert.Contains("does not trust", error.Message, StringComparison.Ordinal);
        Assert.Contains(ServerSettings.AuthorityVariable, error.Message, StringComparison.Ordinal);
        Assert.Empty(servers.First.Tokens);
        var file = servers.Model.PathOf("authority.pem");
        await File.WriteAllTextAsync(file, school.Pem);
        using var pipeline = await servers.LoadAsync(way, addresses => ServerSettings.From(addresses, name => name switch
        {
            ServerSettings.AuthorityVariable => file,
            ServerSettings.TokenVariable => Secret,
            _ => null,
        }));
        Assert.Equal((await servers.ExpectedAsync()).Latents, (await pipeline.GenerateAsync(FaultyServers.Request)).Latents);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("grpc")]
    public async Task A_certificate_for_another_name_is_told_as_that(string way)
    {
        using var school = new SchoolAuthority();
        await using var servers = await FaultyServers.StartAsync(1, options => options with { Certificate = school.Server });
        var address = ServedModel.Address(servers.First, way).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var error = await RefusedAsync(servers, address, new(X509Certificate2.CreateFromPem(school.Pem)));
        Assert.Contains("for another name than localhost", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ServerSettings.AuthorityVariable, error.Message, StringComparison.Ordinal);
        output.WriteLine(error.Message);
    }

    [Theory]
    [InlineData("binary", "write http:// in place of https://")]
    [InlineData("grpc", "write grpc:// in place of grpcs://")]
    public async Task An_encrypted_address_of_a_server_that_encrypts_nothing_is_told_as_that(string way, string remedy)
    {
        await using var servers = await FaultyServers.StartAsync(1);
        var error = await RefusedAsync(servers, ServedModel.Address(servers.First, way).Replace("://", "s://", StringComparison.Ordinal));
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ServerSettings.AuthorityVariable, error.Message, StringComparison.Ordinal);
        output.WriteLine(error.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var servers = await FaultyServers.StartAsync(1);
        using var pipeline = await servers.LoadAsync("binary");
        servers.First.Faults.Enqueue(ServerFault.Refuse(307));
        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(FaultyServers.Request));
        Assert.Contains("not followed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_draws_on_a_server_and_a_sweep_goes_on_where_it_was_cut()
    {
        using var folder = new TemporaryFolder();
        await using var server = await InferenceServer.StartAsync(ServedModel.Options());
        string[] generate = ["generate", "a red apple", "--steps", "2", "--out"];
        Assert.Equal(0, (await CourseCommand.RunAsync([.. generate, folder.File("here.png")])).ExitCode);
        var there = await CourseCommand.RunAsync([.. generate, folder.File("there.png"), "--server", server.Grpc]);
        Assert.Equal((0, ""), (there.ExitCode, there.Errors));
        Assert.Contains(server.Grpc, there.Output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(folder.File("here.png")), await File.ReadAllBytesAsync(folder.File("there.png")));

        var environment = new Dictionary<string, string?> { [ServerReference.Variable] = server.RestAddress };
        string[] sweep = ["sweep", "a red apple", "--steps", "2,3", "--seeds", "1-3", "--output", folder.File("pictures")];
        var first = await CourseCommand.RunAsync(environment, sweep);
        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        var pictures = Directory.GetFiles(folder.File("pictures"));
        Assert.Equal(6, pictures.Length);
        var kept = pictures.ToDictionary(picture => picture, File.ReadAllBytes);
        File.Delete(pictures[2]);
        server.Calls.Clear();
        var again = await CourseCommand.RunAsync(environment, sweep);
        Assert.Contains("1 drawn", again.Output, StringComparison.Ordinal);
        Assert.Equal(kept[pictures[2]], await File.ReadAllBytesAsync(pictures[2]));
        File.Delete(pictures[0]);
        Assert.Equal(0, (await CourseCommand.RunAsync(environment, [.. sweep, "--server", "local"])).ExitCode);
        Assert.Equal(kept[pictures[0]], await File.ReadAllBytesAsync(pictures[0]));

        await server.KillAsync();
        var dead = await CourseCommand.RunAsync(environment, [.. generate, folder.File("none.png")]);
        Assert.NotEqual(0, dead.ExitCode);
        Assert.Contains("cannot be reached", dead.Errors, StringComparison.Ordinal);
        Assert.Single(dead.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await server.RestartAsync();
    }

    private static Task<ModelException> RefusedAsync(FaultyServers servers, string address, X509Certificate2Collection? authorities = null)
        => Assert.ThrowsAsync<ModelException>(() => StableDiffusionPipeline.LoadAsync(
            $"{address} {servers.Model.Folder}",
            new() { ServerSettingsOverride = addresses => new() { Addresses = addresses, Authorities = authorities, RetryDelay = TimeSpan.FromMilliseconds(1) } }));
}
