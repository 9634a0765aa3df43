using System.Text;
using DiffusionCourse.Models;
using DiffusionCourse.ReferenceServer;
using DiffusionCourse.Remote;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Remote;

/// <summary>A token reaches the server and nothing else: no output, no exception, no file, whatever goes wrong, though the server repeats it.</summary>
public sealed class SecretTests
{
    private const string Right = "s3cret-of-the-school", Wrong = "another-s3cret", Header = "k3y-of-the-gateway";

    private static readonly ServerFault[] Faults =
    [
        .. new[] { 400, 401, 403, 404, 422, 429, 500, 501, 503, 307, 413 }.Select(status => ServerFault.Refuse(status, text: $"Bearer {Right} and {Header} are known")),
        .. Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.Status or FaultKind.Slow)).Select(kind => new ServerFault(kind)),
    ];

    public static TheoryData<string, bool> Commands => new() { { "rest", true }, { "rest", false }, { "grpc", true }, { "grpc", false } };

    [Theory]
    [MemberData(nameof(ServedModel.Ways), MemberType = typeof(ServedModel))]
    public async Task No_fault_brings_it_out(string way)
    {
        await using var servers = await FaultyServers.StartAsync(1, options => options with { Token = Right });
        using var pipeline = await servers.LoadAsync(way, addresses => new()
        {
            Addresses = addresses, Token = Right, Headers = [("x-gateway", Header)], RetryDelay = TimeSpan.FromMilliseconds(1),
        });
        var failed = 0;
        foreach (var fault in Faults)
        {
            foreach (var repeated in Enumerable.Range(0, 12))
            {
                servers.First.Faults.Enqueue(fault);
            }

            try
            {
                var result = await pipeline.GenerateAsync(FaultyServers.Request with { Prompt = $"a red apple {failed}" });
                Refuse($"{result} {result.ToHtml()} {string.Join(' ', result.Notices)}");
            }
            catch (ModelException error)
            {
                failed++;
                Refuse(error.ToString());
                for (Exception? inner = error; inner is not null; inner = inner.InnerException)
                {
                    Refuse($"{inner.Message} {string.Join(' ', inner.Data.Values.Cast<object>())}");
                }
            }

            servers.First.Faults.Clear();
        }

        Assert.True(failed >= 10, $"{failed} of {Faults.Length} faults came out as errors.");
        Refuse($"{pipeline} {pipeline.ToHtml()} {string.Join(' ', pipeline.Notices)} {pipeline.Device}");
        Assert.All(servers.First.Tokens, token => Assert.Equal($"Bearer {Right}", token));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_command_shows_it(string way, bool right)
    {
        using var folder = new TemporaryFolder();
        await using var server = await InferenceServer.StartAsync(ServedModel.Options() with { Token = Right });
        var environment = new Dictionary<string, string?>
        {
            [ServerReference.Variable] = way == "grpc" ? server.Grpc : server.RestAddress,
            [ServerSettings.TokenVariable] = right ? Right : Wrong,
            [ServerSettings.HeadersVariable] = $"x-gateway: {Header}",
        };
        string[][] commands =
        [
            ["generate", "a red apple", "--steps", "2", "--out", folder.File("apple.png")],
            ["generate", "a red apple", "--steps", "2", "--out", folder.File("again.png")],
            ["sweep", "a red apple", "--steps", "2", "--seeds", "1-2", "--output", folder.File("pictures")],
            ["models", "list"],
            ["doctor"],
        ];
        foreach (var (place, arguments) in commands.Index())
        {
            if (place == 1)
            {
                server.Faults.Enqueue(ServerFault.Refuse(400, text: $"Bearer {Right} and {Header} are known"));
            }

            var ran = await CourseCommand.RunAsync(environment, arguments);
            server.Faults.Clear();
            Refuse(ran.Output + ran.Errors);
            if (place is 0 or 2)
            {
                Assert.True(right == (ran.ExitCode == 0), $"{arguments[0]}: {ran.ExitCode}, {ran.Errors}");
            }
        }

        Assert.NotEmpty(server.Tokens);
        foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            Refuse(file + Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        }
    }

    private static void Refuse(string text)
        => Assert.All([Right, Wrong, Header], secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
}
