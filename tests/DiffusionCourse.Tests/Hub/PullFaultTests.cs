namespace DiffusionCourse.Tests.Hub;

/// <summary>Bytes that do not arrive, or arrive wrong: they are right in the end, or the error says what to do.</summary>
public sealed class PullFaultTests : PullTest
{
    private const string First = "c000000000000000000000000000000000000001";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Connections_cut_at_any_byte_are_continued(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 25; i++)
        {
            var after = random.Next(0, 400_000);
            Server.FileFaults.Enqueue(random.Next(2) == 0 ? HubFault.Cut(after) : HubFault.End(after));
        }

        var result = await PullAsync();
        AssertWhole(result.Folder, Files);
        Assert.Contains(Server.Requests, request => request.Range is not null);
        Assert.Empty(Directory.GetFiles(Path.Combine(Home, "blobs"), "*.incomplete"));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_read_from_the_start()
    {
        await LeaveUnfinishedAsync();
        Server.FileFaults.Enqueue(HubFault.IgnoreRange());
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_and_always_cuts_is_given_up()
    {
        for (var i = 0; i < 40; i++)
        {
            Server.FileFaults.Enqueue(HubFault.IgnoreRange(cutAfter: 100_000));
        }

        var error = await RefusedAsync(options: new() { Connections = 1 });
        Assert.Contains("cut", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cuts_now_here_now_there_are_no_progress_where_ranges_are_ignored()
    {
        for (var i = 0; i < 400; i++)
        {
            Server.FileFaults.Enqueue(HubFault.IgnoreRange(cutAfter: i % 2 == 0 ? 100_000 : 200_000) with { EndsInOrder = true });
        }

        var error = await RefusedAsync(options: new() { Connections = 1 });
        Assert.Contains("cut 7 times in a row", error.Message, StringComparison.Ordinal);
        Assert.InRange(Server.FileFaults.Count, 380, 399);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-400_000)]
    public async Task A_wrong_range_is_noticed_and_the_file_fetched_anew(int by)
    {
        await LeaveUnfinishedAsync();
        Server.FileFaults.Enqueue(HubFault.WrongRange(by));
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_range_that_the_server_has_not_is_noticed_and_the_file_fetched_anew()
    {
        await LeaveUnfinishedAsync();
        Server.FileFaults.Enqueue(HubFault.Status(416));
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_wrong_byte_is_noticed_and_the_file_fetched_anew()
    {
        Server.FileFaults.Enqueue(HubFault.FlippedByte);
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task Bytes_that_stay_wrong_are_refused_and_thrown_away()
    {
        for (var i = 0; i < 3; i++)
        {
            Server.FileFaults.Enqueue(HubFault.FlippedByte);
        }

        var error = await RefusedAsync(options: new() { Connections = 1 });
        Assert.Contains("unet/weights.pb", error.Message, StringComparison.Ordinal);
        Assert.Contains("sha256", error.Message, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(Path.Combine(Home, "blobs")), path => Assert.Equal(0, new FileInfo(path).Length));
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_beginning_that_was_damaged_on_the_disk_is_fetched_anew()
    {
        var weights = Files["unet/weights.pb"];
        Directory.CreateDirectory(Path.Combine(Home, "blobs"));
        File.WriteAllBytes(Path.Combine(Home, "blobs", weights.ETag + ".incomplete"), new byte[2_000_000]);
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_beginning_longer_than_the_file_is_fetched_anew()
    {
        var weights = Files["unet/weights.pb"];
        Directory.CreateDirectory(Path.Combine(Home, "blobs"));
        File.WriteAllBytes(Path.Combine(Home, "blobs", weights.ETag + ".incomplete"), new byte[weights.Content.Length + 1]);
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_blob_of_the_wrong_size_is_fetched_anew()
    {
        await PullAsync();
        File.WriteAllBytes(Path.Combine(Home, "blobs", Files["unet/model.onnx"].ETag), new byte[3]);
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_is_continued()
    {
        Server.FileFaults.Enqueue(HubFault.Stall(123_456));
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task Room_is_asked_only_for_what_is_missing()
    {
        await LeaveUnfinishedAsync();
        AssertWhole((await PullAsync(Settings(free: 3_600_000))).Folder, Files);
    }

    [Fact]
    public async Task A_small_file_with_a_wrong_byte_is_noticed_by_its_git_hash()
    {
        Server.Add("course-tests/small", new() { ["model_index.json"] = HubFile.Small("{\"a\": 1}") });
        Server.FileFaults.Enqueue(HubFault.FlippedByte);
        Assert.Equal("{\"a\": 1}", File.ReadAllText(Path.Combine((await PullAsync(name: "course-tests/small")).Folder, "model_index.json")));
        Assert.Equal(2, Server.Requests.Count(request => request is { Method: "GET", Path: "course-tests/small/resolve/" + First + "/model_index.json" }));
    }

    [Fact]
    public async Task A_name_that_says_nothing_of_the_content_is_taken_as_it_is()
    {
        Server.Add("course-tests/opaque", new() { ["model_index.json"] = HubFile.Named("{}", "v1 of it") });
        var result = await PullAsync(name: "course-tests/opaque");
        Assert.Equal("{}", File.ReadAllText(Path.Combine(result.Folder, "model_index.json")));
        Assert.True(File.Exists(Path.Combine(Cache, "models--course-tests--opaque", "blobs", "v1 of it")));
    }

    /// <summary>A pull that is refused in the middle: 500,000 bytes of the largest file are here.</summary>
    private async Task LeaveUnfinishedAsync()
    {
        Server.FileFaults.Enqueue(HubFault.End(500_000));
        Server.FileFaults.Enqueue(HubFault.Status(403));
        await RefusedAsync(options: new() { Connections = 1 });
        Assert.Equal(500_000, new FileInfo(Path.Combine(Home, "blobs", Files["unet/weights.pb"].ETag + ".incomplete")).Length);
    }
}
