using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>A cache that other programs fill as well: their models are found, listed and verified.</summary>
public sealed class SharedCacheTests : PullTest
{
    private string Folder => Path.Combine(Home, "snapshots", Server.Repositories[Model].Branches["main"]);

    [Fact]
    public async Task A_model_of_another_program_is_listed_as_such_if_the_course_can_run_it()
    {
        await FetchByOtherProgramAsync();
        var found = Assert.Single(new CachedModels(Cache).All());
        Assert.Equal((Model, Folder, true, false), (found.Name, found.Folder, found.IsWhole, found.IsPinned));
        Assert.Equal(Files.Values.Sum(file => file.Content.LongLength), found.Bytes);
        File.Delete(Path.Combine(Folder, "unet", "model.onnx"));
        Assert.Empty(new CachedModels(Cache).All());
        await PullAsync();
        Assert.True(Assert.Single(new CachedModels(Cache).All()).IsPinned);
    }

    [Fact]
    public async Task Its_files_are_verified_by_the_names_that_the_cache_gives_them()
    {
        await FetchByOtherProgramAsync();
        var found = await VerifyAsync();
        Assert.True(found.IsIntact);
        Assert.False(found.IsPinned);
        Assert.All(found.Files, file => Assert.Equal(FileState.Intact, file.State));

        var network = Path.Combine(Folder, "unet", "model.onnx");
        var bytes = File.ReadAllBytes(network);
        bytes[5] ^= 1;
        File.WriteAllBytes(network, bytes);
        var settings = Path.Combine(Folder, "model_index.json");
        File.WriteAllText(settings, File.ReadAllText(settings)[..^1]);
        Assert.Equal(["model_index.json", "unet/model.onnx"], (await VerifyAsync()).Damaged.Select(file => file.Path));
        AssertWhole((await PullAsync(options: new() { Check = true })).Folder, Files);
    }

    [Fact]
    public async Task A_store_that_repositories_share_is_read_through_both_links()
    {
        await FetchByOtherProgramAsync();
        var weights = Files["unet/weights.pb"];
        var store = Path.Combine(Directory.CreateDirectory(Path.Combine(Cache, "blobs", "ab")).FullName, $"ab{new string('0', 62)}");
        var blob = Path.Combine(Home, "blobs", weights.ETag);
        File.Move(blob, store);
        File.CreateSymbolicLink(blob, Path.GetRelativePath(Path.GetDirectoryName(blob)!, store));
        Assert.True((await VerifyAsync()).IsIntact);
        Assert.Equal(0, (await PullAsync()).BytesFetched);
        var removed = new ModelRemover(Cache).Remove(Model, old: false);
        Assert.InRange(removed.Bytes, 1, weights.Content.Length);
        Assert.True(File.Exists(store));
    }

    [Fact]
    public async Task Offline_a_model_that_lacks_a_needed_file_is_not_here()
    {
        await FetchByOtherProgramAsync();
        File.Delete(Path.Combine(Folder, "unet", "model.onnx"));
        var model = new CatalogueModel { Name = "small", Title = "", Repository = Model, Precision = "fp32", Licence = new("MIT", ""), Files = new() { Required = ["model_index.json", "unet/model.onnx"] } };
        using var pull = new ModelPull(Settings(offline: true), new("small", new("course-tests", "small-model"), "main", model), new(), null);
        Assert.Contains("'unet/model.onnx' of small is missing", (await Assert.ThrowsAsync<HubException>(() => pull.RunAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_is_pulled_later_takes_nothing_from_the_pin()
    {
        await PullAsync();
        await PullAsync(options: new() { Include = ["model_index.json"] });
        Assert.Equal(Files.Count, (await VerifyAsync()).Files.Count);
        var asked = Server.Requests.Count;
        await PullAsync();
        Assert.Equal(asked, Server.Requests.Count);
    }

    [Fact]
    public async Task Parts_add_up()
    {
        await PullAsync(options: new() { Include = ["unet/*"] });
        await PullAsync(options: new() { Include = ["*.json"] });
        var found = await VerifyAsync();
        Assert.True(found is { IsIntact: true, IsPinned: true });
        Assert.Equal(4, found.Files.Count);
    }

    /// <summary>As Python and npm leave it: no pins.</summary>
    private async Task FetchByOtherProgramAsync()
    {
        await PullAsync();
        File.Delete(Path.Combine(Home, "course.lock.json"));
    }

    private async Task<ModelVerification> VerifyAsync()
    {
        using var meter = new PullMeter(null, TimeProvider.System);
        return await new ModelVerifier(meter).RunAsync(Folder, CancellationToken.None);
    }
}
