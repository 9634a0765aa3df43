namespace DiffusionCourse.Tests.Hub;

/// <summary>Mirrors and proxies that answer otherwise than the public hub, and still say all that is needed.</summary>
public sealed class PullMirrorTests : PullTest
{
    [Theory]
    [InlineData(405)]
    [InlineData(501)]
    public async Task A_hub_that_answers_no_HEAD_is_asked_for_the_file(int status)
    {
        Server.RefusesHead = status;
        Server.KnowsNoTrees = true;
        var result = await PullAsync();
        AssertWhole(result.Folder, Files);
        Assert.Equal(result.Bytes, result.BytesFetched);
    }

    [Fact]
    public async Task A_hub_that_says_too_little_of_files_is_asked_for_its_tree()
    {
        Server.HidesLengths = true;
        AssertWhole((await PullAsync()).Folder, Files);
        Assert.Equal(3, Server.Requests.Count(request => request.Path.Contains("/tree/", StringComparison.Ordinal)));
        Assert.Equal(Files.Values.Select(file => file.ETag).Order(), Directory.GetFiles(Path.Combine(Home, "blobs")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Without_a_tree_either_the_file_is_named()
    {
        Server.Add("course-tests/bare", new() { ["model_index.json"] = HubFile.Small("{}") });
        Server.HidesLengths = true;
        Server.KnowsNoTrees = true;
        Assert.Contains("how long 'model_index.json' is", (await RefusedAsync(name: "course-tests/bare")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_name_for_several_contents_mixes_none_up()
    {
        var files = new Dictionary<string, HubFile> { ["a.json"] = HubFile.Named("[1]", "1700000000-3"), ["b.json"] = HubFile.Named("[2]", "1700000000-3"), ["c.json"] = HubFile.Named("[345]", "1700000000-3") };
        Server.Add("course-tests/alike", files);
        AssertWhole((await PullAsync(name: "course-tests/alike")).Folder, files);
        AssertWhole((await PullAsync(name: "course-tests/alike")).Folder, files);
    }

    [Fact]
    public async Task Packed_listings_are_unpacked()
    {
        Server.PacksListings = true;
        Server.ListsTreeOnly = true;
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task Packed_files_are_unpacked_and_checked_as_they_are()
    {
        for (var i = 0; i < Files.Count; i++)
        {
            Server.FileFaults.Enqueue(HubFault.Packed);
        }

        AssertWhole((await PullAsync()).Folder, Files);
        Assert.Equal(Files.Count, Server.Requests.Count(request => request.Method == "GET" && (request.IsStore || request.Path.EndsWith(".json", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_packed_part_is_refused_and_the_file_fetched_anew()
    {
        Server.FileFaults.Enqueue(HubFault.End(500_000));
        Server.FileFaults.Enqueue(HubFault.Packed);
        AssertWhole((await PullAsync(options: new() { Connections = 1 })).Folder, Files);
    }

    [Fact]
    public async Task A_packed_file_that_is_cut_is_fetched_anew()
    {
        Server.FileFaults.Enqueue(HubFault.Packed with { CutAfter = 300_000, EndsInOrder = true });
        AssertWhole((await PullAsync(options: new() { Connections = 1 })).Folder, Files);
    }
}
