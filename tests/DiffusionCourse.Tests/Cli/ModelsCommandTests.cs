using System.Text.Json;
using DiffusionCourse.Models;
using DiffusionCourse.Tests.Hub;

namespace DiffusionCourse.Tests.Cli;

/// <summary>course models, with a copy of the embedded model on a hub of this machine.</summary>
public sealed class ModelsCommandTests : IAsyncLifetime
{
    private const string Repository = "course-tests/emoji";
    private const string Apple = "a red apple, flat style, blue background";
    private readonly string _folder = Directory.CreateTempSubdirectory("course-models-").FullName;
    private HubServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await HubServer.StartAsync();
        var model = ModelLocator.Find(ModelLocator.EmbeddedModel);
        var files = Directory.GetFiles(model, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".png", StringComparison.Ordinal) && Path.GetFileName(path) != "prompts.json")
            .ToDictionary(path => Path.GetRelativePath(model, path).Replace('\\', '/'), path => HubFile.Large(File.ReadAllBytes(path)));
        files["notes.safetensors"] = HubFile.Random(1, 1000);
        _server.Add(Repository, files);
        Directory.CreateDirectory(Path.Combine(_folder, "catalogue"));
        File.WriteAllText(Path.Combine(_folder, "catalogue", "catalog.json"), $$"""
            {
              "models": [{
                "name": "pulled-emoji", "title": "the embedded model, from a hub", "repository": "{{Repository}}", "precision": "fp32",
                "licence": { "name": "MIT", "text": "LICENSE" },
                "files": { "exclude": ["*.safetensors"], "required": ["unet/model.onnx"] },
                "defaults": { "steps": 3, "guidanceScale": 3.5, "scheduler": "euler" }, "prompts": ["{{Apple}}"]
              }]
            }
            """);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_pulled_model_is_used_by_its_name()
    {
        Assert.Equal(0, (await RunAsync("models", "pull", "pulled-emoji", "--accept-license")).ExitCode);
        var picture = Path.Combine(_folder, "apple.png");
        var run = await RunAsync("generate", Apple, "--model", "pulled-emoji", "--json", "--out", picture);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("pulled-emoji", json.RootElement.GetProperty("model").GetString());
        Assert.Equal((3, 3.5, "euler"), (json.RootElement.GetProperty("steps").GetInt32(), json.RootElement.GetProperty("guidanceScale").GetDouble(), json.RootElement.GetProperty("scheduler").GetString()));
        var same = Path.Combine(_folder, "same.png");
        Assert.Equal(0, (await RunAsync("generate", Apple, "--model", "emoji-128", "--guidance", "3.5", "--steps", "3", "--scheduler", "euler", "--out", same)).ExitCode);
        Assert.Equal(File.ReadAllBytes(same), File.ReadAllBytes(picture));
    }

    [Fact]
    public async Task Pull_verify_path_list_and_remove()
    {
        var run = await RunAsync("models", "pull", "pulled-emoji", "--accept-license", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("MIT", run.Errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(run.Output);
        var folder = json.RootElement.GetProperty("folder").GetString()!;
        Assert.False(File.Exists(Path.Combine(folder, "notes.safetensors")));

        Assert.Equal(folder, (await RunAsync("models", "path", "pulled-emoji")).Output.Trim());
        using var list = JsonDocument.Parse((await RunAsync("models", "list", "--json")).Output);
        var listed = list.RootElement.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("name").GetString() == "pulled-emoji");
        Assert.True(listed.GetProperty("pulled").GetBoolean());

        Assert.Equal(0, (await RunOfflineAsync("models", "verify", "pulled-emoji")).ExitCode);
        var graph = Path.Combine(folder, "unet", "model.onnx");
        var bytes = File.ReadAllBytes(graph);
        bytes[1000] ^= 1;
        File.WriteAllBytes(graph, bytes);
        File.Delete(Path.Combine(folder, "tokenizer", "merges.txt"));
        var damaged = await RunOfflineAsync("models", "verify", "pulled-emoji");
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("unet/model.onnx: sha256", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("tokenizer/merges.txt: it is not there", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("course models pull pulled-emoji --check", damaged.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("models", "pull", "pulled-emoji", "--check")).ExitCode);
        Assert.Equal(0, (await RunOfflineAsync("models", "verify", "pulled-emoji")).ExitCode);

        var asked = await RunAsync("models", "remove", "pulled-emoji");
        Assert.Equal(2, asked.ExitCode);
        Assert.Contains("--yes", asked.Errors, StringComparison.Ordinal);
        var other = Directory.CreateDirectory(Path.Combine(_folder, "hub", "models--another--model")).FullName;
        var removed = await RunAsync("models", "remove", "pulled-emoji", "--yes");
        Assert.Equal(0, removed.ExitCode);
        Assert.Matches(@"^Deleted .*models--course-tests--emoji: \d+\.\d MB freed\.", removed.Output);
        Assert.False(Directory.Exists(Path.Combine(_folder, "hub", "models--course-tests--emoji")));
        Assert.True(Directory.Exists(other));
        Assert.Equal(2, (await RunAsync("models", "remove", "pulled-emoji", "--yes")).ExitCode);
    }

    [Fact]
    public async Task An_update_says_what_it_left_and_remove_old_frees_it()
    {
        await RunAsync("models", "pull", Repository);
        var files = _server.Repositories[Repository].Commits.Values.Single();
        _server.Repositories[Repository].Commit(new(files) { ["notes.safetensors"] = HubFile.Random(2, 1000) });
        Assert.Contains($"'course models remove {Repository} --old'", (await RunAsync("models", "pull", Repository, "--update")).Errors, StringComparison.Ordinal);
        Assert.Contains("Left by updates of pulled-emoji: 1.0 kB", (await RunAsync("models", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("--yes", (await RunAsync("models", "remove", Repository, "--old")).Errors, StringComparison.Ordinal);
        Assert.EndsWith("1.0 kB freed.", (await RunAsync("models", "remove", Repository, "--old", "--yes")).Output.Trim(), StringComparison.Ordinal);
        Assert.Contains("no old commits", (await RunAsync("models", "remove", Repository, "--old")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunOfflineAsync("models", "verify", Repository)).ExitCode);
    }

    [Fact]
    public async Task Without_an_accepted_licence_nothing_is_fetched()
    {
        var run = await RunAsync("models", "pull", "pulled-emoji");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("MIT", run.Errors, StringComparison.Ordinal);
        Assert.Contains("--accept-license", run.Errors, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("generate", Apple, "--model", "pulled-emoji")]
    [InlineData("models", "path", "pulled-emoji")]
    [InlineData("models", "verify", "pulled-emoji")]
    [InlineData("models", "path", Repository)]
    [InlineData("tokenize", Apple, "--model", Repository)]
    public async Task A_model_that_was_not_pulled_says_how(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"course models pull {(arguments.Contains(Repository) ? Repository : "pulled-emoji")}", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pull", "sd16")]
    [InlineData("pull", "emoji-128")]
    [InlineData("pull", "models/emoji-128")]
    [InlineData("pull", "https://hub.invalid/owner/name")]
    [InlineData("pull", "../outside/model")]
    [InlineData("pull", "owner/name@../main")]
    [InlineData("pull", Repository, "--connections", "0")]
    [InlineData("pull")]
    [InlineData("remove", "../outside", "--yes")]
    [InlineData("remove", "emoji-128", "--yes")]
    public async Task A_wrong_argument_is_2(params string[] arguments)
    {
        var run = await RunAsync(["models", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_refusal_of_the_hub_is_1()
    {
        var run = await RunAsync("models", "pull", "course-tests/nowhere");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("error: There is no repository course-tests/nowhere", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_at_once_fetch_every_byte_once()
    {
        var bytes = _server.Repositories[Repository].Commits.Values.Single().Values.DistinctBy(file => file.ETag).Sum(file => file.Content.LongLength);
        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RunAsync("models", "pull", Repository, "--json")));
        Assert.All(runs, run => Assert.Equal(0, run.ExitCode));
        Assert.Equal(bytes, _server.BytesSent);
        Assert.Equal(0, (await RunOfflineAsync("models", "verify", Repository)).ExitCode);
    }

    [Fact]
    public async Task The_token_appears_in_no_output()
    {
        var run = await CourseCommand.RunAsync(new Dictionary<string, string?>(Variables) { ["HF_TOKEN"] = PullTest.Secret }, "models", "pull", Repository);
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(PullTest.Secret, run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Contains(_server.Requests, request => request.Token == $"Bearer {PullTest.Secret}");
    }

    [Fact]
    public async Task The_environments_proxy_is_used()
    {
        // The hub of this machine is the proxy: it gets requests for a host that does not exist.
        var run = await CourseCommand.RunAsync(new Dictionary<string, string?>(Variables) { ["HF_ENDPOINT"] = "http://hub.invalid", ["http_proxy"] = _server.Endpoint.AbsoluteUri, ["no_proxy"] = "127.0.0.1" }, "models", "pull", Repository, "--include", "model_index.json");
        Assert.Equal((0, ""), (run.ExitCode, string.Concat(run.Errors.Where(_ => run.ExitCode != 0))));
        Assert.NotEmpty(_server.Requests);
    }

    [Fact]
    public async Task A_folder_that_nothing_is_pinned_for_has_its_hashes_told()
    {
        var run = await RunOfflineAsync("models", "verify", "emoji-128");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("[0-9a-f]{64}  unet/model.onnx", run.Output);
    }

    private Dictionary<string, string?> Variables => new()
    {
        ["HF_ENDPOINT"] = _server.Endpoint.AbsoluteUri,
        ["HF_HUB_CACHE"] = Path.Combine(_folder, "hub"),
        ["HF_TOKEN"] = null,
        ["HF_HUB_OFFLINE"] = null,
        ["DIFFUSION_COURSE_MODELS"] = Path.Combine(_folder, "catalogue"),
    };

    private Task<CourseCommand> RunAsync(params string[] arguments) => CourseCommand.RunAsync(Variables, arguments);

    private Task<CourseCommand> RunOfflineAsync(params string[] arguments) => CourseCommand.RunAsync(new Dictionary<string, string?>(Variables) { ["HF_HUB_OFFLINE"] = "1", ["HF_ENDPOINT"] = "http://127.0.0.1:9" }, arguments);
}
