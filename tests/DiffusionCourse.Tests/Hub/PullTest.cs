using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>A hub, an empty cache, and a model of a few files on the one for the other.</summary>
public abstract class PullTest : IAsyncLifetime
{
    internal const string Model = "course-tests/small-model";
    internal const string Secret = "hf_thisIsTheSecret";
    private readonly string _folder = Directory.CreateTempSubdirectory("course-hub-").FullName;

    internal HubServer Server { get; private set; } = null!;

    internal string Cache => Path.Combine(_folder, "hub");

    internal string Home => Path.Combine(Cache, "models--course-tests--small-model");

    internal static Dictionary<string, HubFile> Files { get; } = new()
    {
        ["model_index.json"] = HubFile.Small("{\"_class_name\": \"OnnxStableDiffusionPipeline\"}"),
        ["unet/model.onnx"] = HubFile.Random(1, 700_001),
        ["unet/weights.pb"] = HubFile.Random(2, 3_000_017),
        ["vae_decoder/model.onnx"] = HubFile.Random(3, 250_000),
        ["scheduler/scheduler config é.json"] = HubFile.Small("{}\n"),
    };

    public async Task InitializeAsync()
    {
        Server = await HubServer.StartAsync();
        Server.Add(Model, Files);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal HubSettings Settings(string? token = null, bool offline = false, bool links = true, long free = long.MaxValue, double retryDelay = 0.005) => new()
    {
        Endpoint = Server.Endpoint,
        CacheFolder = Cache,
        Token = token,
        Offline = offline,
        UseLinks = links,
        FreeSpace = _ => free,
        RetryDelay = TimeSpan.FromSeconds(retryDelay),
        SilenceTimeout = TimeSpan.FromSeconds(1.5),
        AnswerTimeout = TimeSpan.FromSeconds(5),
    };

    internal Task<PullResult> PullAsync(HubSettings? settings = null, PullOptions? options = null, string name = Model)
        => ModelHub.PullAsync(settings ?? Settings(), name, options ?? new(), progress: null, CancellationToken.None);

    internal async Task<HubException> RefusedAsync(HubSettings? settings = null, PullOptions? options = null, string name = Model)
        => await Assert.ThrowsAsync<HubException>(() => PullAsync(settings, options, name));

    /// <summary>Every byte of a commit's files is in the snapshot.</summary>
    internal static void AssertWhole(string folder, IReadOnlyDictionary<string, HubFile> files)
    {
        foreach (var (path, file) in files)
        {
            Assert.True(file.Content.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, path))), path);
        }
    }
}
