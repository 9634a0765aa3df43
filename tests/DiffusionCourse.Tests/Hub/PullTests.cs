using System.Text.Json;
using DiffusionCourse.Models;

namespace DiffusionCourse.Tests.Hub;

/// <summary>A pull where nothing goes wrong, and what it leaves in the cache.</summary>
public sealed class PullTests : PullTest
{
    private string Commit => Server.Repositories[Model].Branches["main"];

    [Fact]
    public async Task The_cache_is_laid_out_as_python_lays_it_out()
    {
        var result = await PullAsync();
        Assert.Equal(Path.Combine(Home, "snapshots", Commit), result.Folder);
        AssertWhole(result.Folder, Files);
        Assert.Equal(Commit, File.ReadAllText(Path.Combine(Home, "refs", "main")));
        Assert.Equal(Files.Values.Select(file => file.ETag).Order(), Directory.GetFiles(Path.Combine(Home, "blobs")).Select(Path.GetFileName).Order());
        Assert.Equal($"../../blobs/{Files["model_index.json"].ETag}", new FileInfo(Path.Combine(result.Folder, "model_index.json")).LinkTarget);
        Assert.Equal($"../../../blobs/{Files["unet/weights.pb"].ETag}", new FileInfo(Path.Combine(result.Folder, "unet", "weights.pb")).LinkTarget);
        Assert.True(File.Exists(Path.Combine(Cache, ".locks", "models--course-tests--small-model", $"{Files["unet/weights.pb"].ETag}.lock")));
        Assert.Equal(["blobs", "course.lock.json", "refs", "snapshots"], Directory.GetFileSystemEntries(Home).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Files.Values.Sum(file => file.Content.LongLength), result.Bytes);
        Assert.Equal(result.Bytes, result.BytesFetched);
    }

    [Fact]
    public async Task What_was_pulled_is_pinned_beside_it()
    {
        await PullAsync();
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Home, "course.lock.json")));
        Assert.Equal(Model, json.RootElement.GetProperty("repository").GetString());
        var pin = json.RootElement.GetProperty("revisions").GetProperty("main");
        Assert.Equal(Commit, pin.GetProperty("commit").GetString());
        foreach (var file in pin.GetProperty("files").EnumerateArray())
        {
            var served = Files[file.GetProperty("path").GetString()!];
            Assert.Equal((served.Content.Length, served.ETag, served.Sha256), (file.GetProperty("size").GetInt32(), file.GetProperty("etag").GetString(), file.GetProperty("sha256").GetString()));
        }

        Assert.Equal(Files.Count, pin.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task Pulled_again_it_asks_nothing()
    {
        await PullAsync();
        var asked = Server.Requests.Count;
        var again = await PullAsync();
        Assert.Equal(asked, Server.Requests.Count);
        Assert.Equal(0, again.BytesFetched);
    }

    [Fact]
    public async Task A_branch_that_moved_is_followed_only_on_demand()
    {
        var first = (await PullAsync()).Commit;
        var changed = new Dictionary<string, HubFile>(Files) { ["unet/model.onnx"] = HubFile.Random(9, 123_456) };
        var second = Server.Repositories[Model].Commit(changed);
        Assert.Equal(first, (await PullAsync()).Commit);
        var updated = await PullAsync(options: new() { Update = true });
        Assert.Equal(second, updated.Commit);
        AssertWhole(updated.Folder, changed);
        AssertWhole(Path.Combine(Home, "snapshots", first), Files);
        Assert.Equal(123_456, updated.BytesFetched);
        Assert.Equal(second, File.ReadAllText(Path.Combine(Home, "refs", "main")));
    }

    [Fact]
    public async Task A_branch_that_moves_in_between_mixes_no_commits()
    {
        var first = Commit;
        var changed = Files.ToDictionary(entry => entry.Key, _ => HubFile.Random(11, 1000));
        Server.Listed = () => Server.Repositories[Model].Commit(changed);
        var result = await PullAsync();
        Assert.Equal(first, result.Commit);
        AssertWhole(result.Folder, Files);
    }

    [Fact]
    public async Task A_pull_that_was_stopped_goes_on_with_its_commit_though_the_branch_moved()
    {
        Server.FileFaults.Enqueue(HubFault.Status(403));
        await RefusedAsync(options: new() { Connections = 1 });
        var first = Commit;
        Server.Repositories[Model].Commit(new() { ["other.json"] = HubFile.Small("{}") });
        var result = await PullAsync();
        Assert.Equal(first, result.Commit);
        AssertWhole(result.Folder, Files);
        Assert.Equal(1, Server.Requests.Count(request => request.Path.Contains("/revision/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Any_branch_tag_or_commit_can_be_pulled()
    {
        var fp16 = new Dictionary<string, HubFile> { ["unet/model.onnx"] = HubFile.Random(5, 5000) };
        var commit = Server.Repositories[Model].Commit(fp16, "refs/pr/1");
        var byName = await PullAsync(name: $"{Model}@refs/pr/1");
        Assert.Equal(commit, byName.Commit);
        AssertWhole(byName.Folder, fp16);
        Assert.Equal(commit, File.ReadAllText(Path.Combine(Home, "refs", "refs", "pr", "1")));
        var byCommit = await PullAsync(name: $"{Model}@{commit}");
        Assert.Equal(0, byCommit.BytesFetched);
        Assert.False(File.Exists(Path.Combine(Home, "refs", commit)));
    }

    [Fact]
    public async Task Blobs_that_python_fetched_are_not_fetched_again()
    {
        var weights = Files["unet/weights.pb"];
        Directory.CreateDirectory(Path.Combine(Home, "blobs"));
        File.WriteAllBytes(Path.Combine(Home, "blobs", weights.ETag), weights.Content);
        var result = await PullAsync();
        AssertWhole(result.Folder, Files);
        Assert.Equal(result.Bytes - weights.Content.Length, result.BytesFetched);
    }

    [Fact]
    public async Task What_python_left_half_done_is_continued()
    {
        var weights = Files["unet/weights.pb"];
        Directory.CreateDirectory(Path.Combine(Home, "blobs"));
        File.WriteAllBytes(Path.Combine(Home, "blobs", weights.ETag + ".incomplete"), weights.Content[..1_234_567]);
        var result = await PullAsync();
        AssertWhole(result.Folder, Files);
        Assert.Equal(result.Bytes - 1_234_567, result.BytesFetched);
        Assert.Contains(Server.Requests, request => request.Range == "bytes=1234567-");
    }

    [Fact]
    public async Task Two_names_of_one_content_are_fetched_once()
    {
        var content = HubFile.Random(7, 99_999);
        Server.Add("course-tests/twins", new() { ["a/model.onnx"] = content, ["b/model.onnx"] = content });
        var result = await PullAsync(name: "course-tests/twins");
        Assert.Equal(99_999, result.BytesFetched);
        Assert.Single(Directory.GetFiles(Path.Combine(Cache, "models--course-tests--twins", "blobs")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_file_and_one_without_links(bool links)
    {
        var files = new Dictionary<string, HubFile> { ["empty.txt"] = HubFile.Small(""), ["a.bin"] = HubFile.Random(1, 10_000), ["b.bin"] = HubFile.Random(1, 10_000) };
        Server.Add("course-tests/plain", files);
        var result = await PullAsync(Settings(links: links), name: "course-tests/plain");
        AssertWhole(result.Folder, files);
        Assert.All(files.Keys, name => Assert.Equal(links, new FileInfo(Path.Combine(result.Folder, name)).LinkTarget is not null));
        var asked = Server.Requests.Count;
        await PullAsync(Settings(links: links), name: "course-tests/plain");
        Assert.Equal(asked, Server.Requests.Count);
    }

    [Fact]
    public async Task Patterns_choose_files_and_more_of_the_same_commit_come_later()
    {
        var part = await PullAsync(options: new() { Include = ["unet/*", "*.json"], Exclude = ["*.pb"] });
        Assert.Equal(["model_index.json", "scheduler/scheduler config é.json", "unet/model.onnx"], Listed(part.Folder));
        var first = part.Commit;
        Server.Repositories[Model].Commit(new() { ["other.json"] = HubFile.Small("{}") });
        var all = await PullAsync();
        Assert.Equal(first, all.Commit);
        AssertWhole(all.Folder, Files);
    }

    [Fact]
    public async Task A_listing_without_files_is_completed_from_the_trees_pages()
    {
        Server.ListsTreeOnly = true;
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_mirror_that_lists_trees_alone_will_do()
    {
        Server.KnowsNoRevisions = true;
        var result = await PullAsync();
        Assert.Equal(Commit, result.Commit);
        AssertWhole(result.Folder, Files);
    }

    [Fact]
    public async Task Connections_are_bounded()
    {
        Server.Add("course-tests/many", Enumerable.Range(0, 20).ToDictionary(i => $"{i}.bin", i => HubFile.Random(i, 10_000 + i)));
        Server.Delay = TimeSpan.FromMilliseconds(30);
        Assert.Equal(20, (await PullAsync(options: new() { Connections = 3 }, name: "course-tests/many")).FileCount);
        Assert.InRange(Server.MostAtOnce, 2, 3);
        await Assert.ThrowsAsync<ArgumentException>(() => PullAsync(options: new() { Connections = 0 }));
        await Assert.ThrowsAsync<ArgumentException>(() => PullAsync(options: new() { Connections = 33 }));
    }

    [Fact]
    public async Task Progress_ends_at_the_whole()
    {
        var seen = new List<PullProgress>();
        await ModelHub.PullAsync(Settings(), Model, new(), new Collector<PullProgress>(seen), CancellationToken.None);
        Assert.Equal(PullPhase.Done, seen[^1].Phase);
        Assert.Equal((Files.Count, Files.Count), (seen[^1].FilesDone, seen[^1].FilesTotal));
        Assert.Equal(Files.Values.Sum(file => file.Content.LongLength), seen[^1].BytesDone);
        Assert.Equal(seen[^1].BytesTotal, seen[^1].BytesDone);
    }

    private static string[] Listed(string folder)
        => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];}
