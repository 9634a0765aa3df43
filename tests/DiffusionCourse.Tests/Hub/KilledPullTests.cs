using System.Globalization;
using DiffusionCourse.Tests.Cli;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Hub;

/// <summary>
/// Pulls that are killed (SIGKILL) at random bytes, each a process of the real command, until the bytes are all there. The suite
/// runs ten kills over 20 MB; DIFFUSION_COURSE_KILLS=50 asks for so many over 200 MB, each on a model of its own.
/// </summary>
public sealed class KilledPullTests(ITestOutputHelper log)
{
    private const string Switch = "DIFFUSION_COURSE_KILLS";
    private const string Model = "course-tests/large-model";
    private const int Seed = 20_261_125;
    private static readonly int? Asked = int.TryParse(Environment.GetEnvironmentVariable(Switch), CultureInfo.InvariantCulture, out var kills) ? kills : null;

    [Fact]
    public async Task Ten_kills_over_20_MB_leave_the_right_bytes()
    {
        await using var server = await HubServer.StartAsync();
        var files = ModelOf(20_000_000);
        server.Add(Model, files);
        using var cache = new TemporaryFolder();
        var random = new Random(Seed);
        for (var kill = 0; kill < 10; kill++)
        {
            await KillAsync(server, cache, random, random.NextInt64(1, 1_900_000));
        }

        var kept = Kept(cache);
        Assert.InRange(kept, 1, 19_000_000);
        Assert.Equal(files.Values.Sum(file => file.Content.LongLength) - kept, await FinishAsync(server, cache, files));
        Assert.Equal(0, await FinishAsync(server, cache, files));
    }

    [Fact]
    public async Task As_many_kills_as_were_asked_for_over_200_MB_leave_the_right_bytes()
    {
        if (Asked is not { } kills)
        {
            return;
        }

        await using var server = await HubServer.StartAsync();
        var files = ModelOf(200_000_000);
        var total = files.Values.Sum(file => file.Content.LongLength);
        server.Add(Model, files);
        var random = new Random(Seed);
        long saved = 0;
        for (var kill = 1; kill <= kills; kill++)
        {
            using var cache = new TemporaryFolder();
            var at = random.NextInt64(0, total);
            await KillAsync(server, cache, random, at);
            var kept = Kept(cache);
            var fetched = await FinishAsync(server, cache, files);
            Assert.Equal(total - kept, fetched);
            saved += kept;
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kill {kill}: after {at} bytes sent, {kept} kept, {fetched} fetched by the next pull, all bytes right"));
        }

        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills over {total} bytes: bytes right every time, {saved / kills} bytes kept on average"));
    }

    [Fact]
    public async Task Ctrl_c_keeps_what_was_fetched_and_says_so()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var server = await HubServer.StartAsync();
        var files = ModelOf(2_000_000);
        server.Add(Model, files);
        using var cache = new TemporaryFolder();
        server.Hold = new HoldPoint(1_000_000);
        using var pull = CourseProcess.Start(Variables(server, cache), "models", "pull", Model);
        await server.Hold.Reached;
        await MoreThanAsync(cache, 0);
        await pull.InterruptAsync();
        var run = await pull.EndAsync();
        Assert.Equal(130, run.ExitCode);
        Assert.Contains($"course models pull {Model}", run.Errors, StringComparison.Ordinal);
        Assert.InRange(await FinishAsync(server, cache, files), 1, 1_999_999);
    }

    private static Dictionary<string, HubFile> ModelOf(int bytes) => new()
    {
        ["model_index.json"] = HubFile.Small("{}"),
        ["tokenizer/merges.txt"] = HubFile.Small("#version: 0.2\n"),
        ["text_encoder/model.onnx"] = HubFile.Random(1, bytes / 10 + 1),
        ["unet/model.onnx"] = HubFile.Random(2, bytes / 100 + 7),
        ["unet/weights.pb"] = HubFile.Random(3, bytes / 10 * 7 + 13),
        ["vae_decoder/model.onnx"] = HubFile.Random(4, bytes / 10),
        ["vae_encoder/model.onnx"] = HubFile.Random(5, bytes / 11),
    };

    private static async Task KillAsync(HubServer server, TemporaryFolder cache, Random random, long afterBytes)
    {
        server.Hold = new HoldPoint(afterBytes);
        var before = Kept(cache);
        using var pull = CourseProcess.Start(Variables(server, cache), "models", "pull", Model);
        var ended = pull.EndAsync();
        await Task.WhenAny(server.Hold.Reached, ended);
        Assert.False(ended.IsCompleted, "The pull ended before it was killed.");

        // What was sent is on its way still: the kill comes before, while or after the process writes it.
        if (random.Next(2) == 0)
        {
            await MoreThanAsync(cache, before);
        }

        await Task.Delay(random.Next(0, 60));
        await pull.KillAsync();
        await ended;
        Assert.Empty(Directory.Exists(Blobs(cache)) ? Broken(cache) : []);
    }

    /// <summary>What is shown under a final name is whole at any moment.</summary>
    private static IEnumerable<string> Broken(TemporaryFolder cache)
        => Directory.GetFiles(Blobs(cache)).Where(path => !path.EndsWith(".incomplete", StringComparison.Ordinal))
            .Where(path => Path.GetFileName(path) is { Length: 64 } name && Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))) != name);

    /// <summary>Waits until the pull has written something: on a busy machine that may take its time.</summary>
    private static async Task MoreThanAsync(TemporaryFolder cache, long bytes)
    {
        for (var wait = 0; Kept(cache) <= bytes && wait < 500; wait++)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Bytes that the next pull finds: of whole blobs and of begun ones.</summary>
    private static long Kept(TemporaryFolder cache)
        => new DirectoryInfo(Blobs(cache)) is { Exists: true } blobs ? blobs.EnumerateFiles().Sum(file => file.Length) : 0;

    private static async Task<long> FinishAsync(HubServer server, TemporaryFolder cache, Dictionary<string, HubFile> files)
    {
        server.Hold = new HoldPoint(long.MaxValue);
        using var pull = CourseProcess.Start(Variables(server, cache), "models", "pull", Model, "--json");
        var run = await pull.EndAsync();
        Assert.True(run.ExitCode == 0, run.Errors);
        using var json = System.Text.Json.JsonDocument.Parse(run.Output);
        PullTest.AssertWhole(json.RootElement.GetProperty("folder").GetString()!, files);
        return json.RootElement.GetProperty("bytesFetched").GetInt64();
    }

    private static string Blobs(TemporaryFolder cache) => Path.Combine(cache.Path, "models--course-tests--large-model", "blobs");

    private static Dictionary<string, string?> Variables(HubServer server, TemporaryFolder cache)
        => new() { ["HF_ENDPOINT"] = server.Endpoint.AbsoluteUri, ["HF_HUB_CACHE"] = cache.Path, ["HF_TOKEN"] = null, ["HF_HUB_OFFLINE"] = null };
}
