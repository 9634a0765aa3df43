using System.Text.Json;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>The hub's own client for JavaScript, which shares the cache with Python's, reads what the course pulled, and the other way round.</summary>
public sealed class RealClientTests : PullTest
{
    private const string Client = "@huggingface/hub@2.17.5";
    private const string Program = """
        import { scanCacheDir, snapshotDownload } from '@huggingface/hub';
        const [hubUrl, cacheDir, name] = process.argv.slice(2);
        console.debug = () => {};
        const before = await scanCacheDir(cacheDir);
        let fetched = [];
        const folder = await snapshotDownload({ repo: { type: 'model', name }, hubUrl, cacheDir,
            fetch: (address, options) => { fetched.push(String(address)); return fetch(address, options); } });
        console.log(JSON.stringify({ folder, downloads: fetched.filter(address => address.includes('/resolve/')).length,
            warnings: before.warnings.map(String), repositories: before.repos.map(repo => ({ name: repo.id.name, commits: repo.revisions.map(revision => [revision.commitOid, ...revision.refs]) })) }));
        """;

    [Fact]
    public async Task Each_understands_the_others_cache()
    {
        using var npm = new NpmPackages(Client);
        if (npm.Obstacle is { } obstacle)
        {
            Assert.False(Integration.Required, obstacle);
            return;
        }

        File.WriteAllText(Path.Combine(npm.Folder, "client.mjs"), Program);
        Directory.CreateDirectory(Cache);
        using (var empty = Run(npm))
        {
            Assert.Equal(Files.Count, empty.RootElement.GetProperty("downloads").GetInt32() / 2);
        }

        // What it fetched is here for the course...
        Assert.False(Assert.Single(new CachedModels(Cache).All()).IsPinned);
        var pulled = await PullAsync();
        Assert.Equal(0, pulled.BytesFetched);
        AssertWhole(pulled.Folder, Files);

        // ...and what the course fetched, by branch and by commit alone, is there for it.
        new ModelRemover(Cache).Remove(Model, old: false);
        var other = Server.Repositories[Model].Commit(new() { ["a.json"] = HubFile.Small("{}") }, "other");
        await PullAsync(name: $"{Model}@{other}");
        AssertScanned(npm, [[other]]);
        new ModelRemover(Cache).Remove(Model, old: false);
        var folder = (await PullAsync()).Folder;
        using var known = AssertScanned(npm, [[pulled.Commit, "main"]]);
        Assert.Equal((folder, 0), (known.RootElement.GetProperty("folder").GetString(), known.RootElement.GetProperty("downloads").GetInt32()));
    }

    private JsonDocument AssertScanned(NpmPackages npm, string[][] commits)
    {
        var answer = Run(npm);
        Assert.Empty(answer.RootElement.GetProperty("warnings").EnumerateArray());
        var repository = Assert.Single(answer.RootElement.GetProperty("repositories").EnumerateArray());
        Assert.Equal(Model, repository.GetProperty("name").GetString());
        Assert.Equal(commits, repository.GetProperty("commits").EnumerateArray().Select(commit => commit.EnumerateArray().Select(name => name.GetString()!).ToArray()));
        return answer;
    }

    private JsonDocument Run(NpmPackages npm)
    {
        var (code, output) = npm.Run("node", "client.mjs", Server.Endpoint.AbsoluteUri.TrimEnd('/'), Cache, Model);
        Assert.True(code == 0, output);
        return JsonDocument.Parse(output);
    }
}
