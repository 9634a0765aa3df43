using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>What is removed, what stays, and how much room that frees.</summary>
public sealed class RemovalTests : PullTest
{
    private static readonly HubFile NewNetwork = HubFile.Random(21, 123_456);
    private static readonly HubFile HalfNetwork = HubFile.Random(22, 65_432);
    private readonly Dictionary<string, HubFile> _updated = new(Files) { ["unet/model.onnx"] = NewNetwork };
    private readonly Dictionary<string, HubFile> _half = new(Files) { ["unet/model.onnx"] = HalfNetwork };

    private ModelRemover Remover => new(Cache);

    [Fact]
    public async Task All_of_a_model_goes_and_the_room_is_told()
    {
        await PullAsync();
        var bytes = Directory.GetFiles(Home, "*", SearchOption.AllDirectories).Where(path => new FileInfo(path).LinkTarget is null).Sum(path => new FileInfo(path).Length);
        var found = Remover.Find(Model, old: false);
        Assert.Equal((true, bytes, Home), (found.IsWhole, found.Bytes, found.Folder));
        Assert.InRange(found.Bytes, Files.Values.Sum(file => file.Content.LongLength), long.MaxValue);
        Assert.Equal(found.Bytes, Remover.Remove(Model, old: false).Bytes);
        Assert.False(Directory.Exists(Home));
        Assert.Throws<ModelException>(() => Remover.Remove(Model, old: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_revision_goes_with_the_files_that_no_other_shows(bool links)
    {
        Server.Repositories[Model].Commit(_half, "fp16");
        var main = (await PullAsync(Settings(links: links))).Folder;
        var half = (await PullAsync(Settings(links: links), name: $"{Model}@fp16")).Folder;
        var removed = Remover.Remove($"{Model}@fp16", old: false);
        Assert.Equal([Path.GetFileName(half)], removed.Commits);
        Assert.Equal(links ? HalfNetwork.Content.Length : _half.Values.Sum(file => file.Content.LongLength), removed.Bytes);
        Assert.False(removed.IsWhole);
        Assert.False(Directory.Exists(half));
        Assert.False(File.Exists(Path.Combine(Home, "refs", "fp16")));
        AssertWhole(main, Files);
        Assert.Equal(["main"], Read().Revisions.Keys);
        Assert.True(Remover.Remove($"{Model}@main", old: false).IsWhole);
        Assert.False(Directory.Exists(Home));
    }

    [Fact]
    public async Task Through_another_path_to_the_cache_what_others_show_stays_as_well()
    {
        Server.Repositories[Model].Commit(_half, "fp16");
        var main = (await PullAsync()).Folder;
        await PullAsync(name: $"{Model}@fp16");
        foreach (var path in Files.Keys)
        {
            var link = new FileInfo(Path.Combine(main, path));
            var absolute = Path.GetFullPath(link.LinkTarget!, link.DirectoryName!);
            link.Delete();
            File.CreateSymbolicLink(link.FullName, absolute);
        }

        var other = Path.Combine(Path.GetDirectoryName(Cache)!, "link");
        Directory.CreateSymbolicLink(other, Cache);
        Assert.Equal(HalfNetwork.Content.Length, new ModelRemover(other).Remove($"{Model}@fp16", old: false).Bytes);
        AssertWhole(main, Files);
    }

    [Fact]
    public async Task A_name_whose_commit_another_name_shows_goes_alone()
    {
        Server.Repositories[Model].Branches["v1.0"] = Server.Repositories[Model].Branches["main"];
        await PullAsync();
        var folder = (await PullAsync(name: $"{Model}@v1.0")).Folder;
        var removed = Remover.Remove($"{Model}@v1.0", old: false);
        Assert.Equal((0, 0L), (removed.Commits.Count, removed.Bytes));
        AssertWhole(folder, Files);
        Assert.False(File.Exists(Path.Combine(Home, "refs", "v1.0")));
    }

    [Fact]
    public async Task A_commit_goes_with_all_that_names_it()
    {
        var fp16 = Server.Repositories[Model].Commit(_half, "fp16");
        await PullAsync();
        await PullAsync(name: $"{Model}@fp16");
        Assert.Equal([fp16], Remover.Remove($"{Model}@{fp16}", old: false).Commits);
        Assert.False(File.Exists(Path.Combine(Home, "refs", "fp16")));
        Assert.Equal(["main"], Read().Revisions.Keys);
    }

    [Fact]
    public async Task A_revision_that_is_not_here_is_told_with_those_that_are()
    {
        await PullAsync();
        Assert.Contains("Here are main", Assert.Throws<ModelException>(() => Remover.Find($"{Model}@fp16", old: false)).Message, StringComparison.Ordinal);
        Assert.Throws<ModelException>(() => Remover.Find($"{Model}@main", old: true));
    }

    [Fact]
    public async Task Old_commits_go_and_named_ones_stay()
    {
        var first = (await PullAsync()).Commit;
        Server.Repositories[Model].Commit(_half, "fp16");
        var half = (await PullAsync(name: $"{Model}@fp16")).Folder;
        Assert.Empty(Remover.Find(Model, old: true).Commits);
        Assert.Empty(Remover.Old());
        Server.Repositories[Model].Commit(_updated);
        var updated = (await PullAsync(options: new() { Update = true })).Folder;
        Assert.Equal(Model, Assert.Single(Remover.Old()).Name);
        var removed = Remover.Remove(Model, old: true);
        Assert.Equal([first], removed.Commits);
        Assert.Equal(Files["unet/model.onnx"].Content.Length, removed.Bytes);
        AssertWhole(updated, _updated);
        AssertWhole(half, _half);
        Assert.Equal((0, 0L), (Remover.Remove(Model, old: true).Commits.Count, Remover.Remove(Model, old: true).Bytes));
    }

    [Fact]
    public async Task A_pull_that_was_stopped_goes_with_what_it_had_fetched()
    {
        await PullAsync(options: new() { Include = ["*.json"] });
        Server.Repositories[Model].Commit(_half, "fp16");
        Server.FileFaults.Enqueue(HubFault.End(40_000));
        Server.FileFaults.Enqueue(HubFault.Status(403));
        await RefusedAsync(options: new() { Connections = 1, Include = ["unet/model.onnx"] }, name: $"{Model}@fp16");
        var begun = Path.Combine(Home, "blobs", HalfNetwork.ETag + ".incomplete");
        Assert.True(File.Exists(begun));
        Assert.Equal(40_000, Remover.Remove($"{Model}@fp16", old: false).Bytes);
        Assert.False(File.Exists(begun));
        Assert.Equal(["main"], Read().All.Select(entry => entry.Key));
    }

    [Fact]
    public void What_another_program_has_begun_is_not_old()
    {
        var begun = Path.Combine(Directory.CreateDirectory(Path.Combine(Home, "blobs")).FullName, "x.incomplete");
        File.WriteAllText(begun, "half");
        Assert.False(Remover.Remove(Model, old: true).IsWhole);
        Assert.True(File.Exists(begun));
        Assert.Equal(4, Remover.Remove(Model, old: false).Bytes);
        Assert.False(Directory.Exists(Home));
    }

    [Fact]
    public async Task While_it_is_being_pulled_it_stays()
    {
        await PullAsync();
        using var pull = CacheLock.TryTake(new RepositoryCache(Cache, new("course-tests", "small-model")).RepositoryLock);
        Assert.Contains("being pulled", Assert.Throws<HubException>(() => Remover.Remove(Model, old: false)).Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Home));
    }

    private ModelPins Read() => ModelPins.Read(new RepositoryCache(Cache, new("course-tests", "small-model")));
}
