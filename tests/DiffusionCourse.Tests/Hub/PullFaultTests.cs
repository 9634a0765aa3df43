using System.Globalization;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>A hub and a network that fail: the bytes are right in the end, or the error says what to do.</summary>
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
        for (int i = 0; i < 25; i++)
        {
            int after = random.Next(0, 400_000);
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
        for (int i = 0; i < 40; i++)
        {
            Server.FileFaults.Enqueue(HubFault.IgnoreRange(cutAfter: 100_000));
        }

        var error = await RefusedAsync(options: new() { Connections = 1 });
        Assert.Contains("cut", error.Message, StringComparison.Ordinal);
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
        for (int i = 0; i < 3; i++)
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

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Trouble_that_passes_is_waited_for(int status)
    {
        foreach (var queue in new[] { Server.ListingFaults, Server.HeadFaults, Server.FileFaults })
        {
            queue.Enqueue(HubFault.Status(status));
            queue.Enqueue(HubFault.Status(status));
        }

        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task Trouble_that_stays_is_told()
    {
        for (int i = 0; i < 7; i++)
        {
            Server.ListingFaults.Enqueue(HubFault.Status(503));
        }

        var error = await RefusedAsync();
        Assert.Contains("503", error.Message, StringComparison.Ordinal);
        Assert.Contains("Try again later", error.Message, StringComparison.Ordinal);
        Assert.Equal(7, Server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retry_after_is_heeded_in_seconds_and_as_a_date(bool asDate)
    {
        // A date has whole seconds, so one in two seconds may be hardly more than one away.
        string after = asDate ? DateTimeOffset.UtcNow.AddSeconds(2).ToString("R", CultureInfo.InvariantCulture) : "1";
        Server.ListingFaults.Enqueue(HubFault.Status(429, ("Retry-After", after)));
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        await PullAsync();
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0.9, 60);
    }

    [Fact]
    public async Task The_public_hubs_own_way_to_ask_for_patience_is_heeded()
    {
        Server.ListingFaults.Enqueue(HubFault.Status(429, ("RateLimit", "\"api\";r=0;t=1")));
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        await PullAsync();
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0.9, 60);
    }

    [Fact]
    public async Task A_date_is_read_by_the_hubs_clock()
    {
        var theirs = DateTimeOffset.UtcNow.AddHours(-5);
        Server.ListingFaults.Enqueue(HubFault.Status(429, ("Date", theirs.ToString("R", CultureInfo.InvariantCulture)), ("Retry-After", theirs.AddHours(1).ToString("R", CultureInfo.InvariantCulture))));
        Assert.Contains("60 minutes", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_cannot_be_reached_securely_is_not_tried_again()
    {
        var settings = new HubSettings { Endpoint = new($"https://127.0.0.1:{Server.Endpoint.Port}"), CacheFolder = Cache, RetryDelay = TimeSpan.FromMinutes(1) };
        Assert.Contains("SSL_CERT_FILE", (await RefusedAsync(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_asks_to_wait_an_hour_is_not_waited_for()
    {
        Server.ListingFaults.Enqueue(HubFault.Status(429, ("Retry-After", "3600")));
        var error = await RefusedAsync();
        Assert.Contains("60 minutes", error.Message, StringComparison.Ordinal);
        Assert.Contains("HF_TOKEN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_asks_to_wait_no_time_is_given_some()
    {
        for (int i = 0; i < 3; i++)
        {
            Server.ListingFaults.Enqueue(HubFault.Status(429, ("Retry-After", "0")));
        }

        var seen = new List<PullProgress>();
        await ModelHub.PullAsync(Settings(retryDelay: 0.3), Model, new(), new Collector<PullProgress>(seen), CancellationToken.None);
        string[] notices = [.. seen.Select(progress => progress.Notice).OfType<string>()];
        Assert.Equal(3, notices.Length);
        Assert.Contains(notices, notice => !notice.EndsWith("again in 0 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hub_that_repeats_the_token_has_it_not_repeated()
    {
        Server.ListingFaults.Enqueue(HubFault.Status(401, ("X-Error-Message", $"{Secret} is no token")));
        Assert.DoesNotContain(Secret, (await RefusedAsync(Settings(Secret))).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_is_continued()
    {
        Server.FileFaults.Enqueue(HubFault.Stall(123_456));
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Theory]
    [InlineData("{\"sha\": \"0123456789012345678901234567890123456789\", \"siblings\": [{\"rfil")]
    [InlineData("<html>busy</html>")]
    public async Task A_listing_that_was_cut_is_asked_for_again(string text)
    {
        Server.ListingFaults.Enqueue(HubFault.Text(text));
        AssertWhole((await PullAsync()).Folder, Files);
    }

    [Fact]
    public async Task A_listing_that_stays_cut_is_told()
    {
        for (int i = 0; i < 7; i++)
        {
            Server.ListingFaults.Enqueue(HubFault.Text("{\"sha\": "));
        }

        Assert.Contains("HF_ENDPOINT", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_is_not_there_is_told_with_what_to_try()
    {
        var settings = Settings();
        await Server.DisposeAsync();
        var error = await RefusedAsync(settings);
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Contains("proxy", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<int, string?, string, string?> Refusals => new()
    {
        { 404, "RepoNotFound", "no repository course-tests/small-model", null },
        { 404, "RevisionNotFound", "no revision 'main'", null },
        { 401, null, "HF_TOKEN", null },
        { 403, "GatedRepo", "gated: accept its terms at", null },
        { 403, null, "set HF_TOKEN", null },
        { 403, "GatedRepo", "is valid and its account has access", Secret },
        { 401, null, "no longer valid (\"no entry\")", Secret },
        { 403, null, "forbidden to you (\"no entry\")", null },
        { 400, null, "400", null },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_says_what_it_means(int status, string? code, string expected, string? token)
    {
        Server.ListingFaults.Enqueue(HubFault.Status(status, code is null ? [("X-Error-Message", "no entry")] : [("X-Error-Code", code)]));
        var error = await RefusedAsync(Settings(token));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_refusal_of_the_store_is_not_taken_for_the_hubs()
    {
        Server.FileFaults.Enqueue(HubFault.Status(403));
        var error = await RefusedAsync(options: new() { Connections = 1 });
        Assert.Contains("store", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("gated", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_404_without_a_reason_names_both_that_may_be_wrong()
    {
        Server.KnowsNoRevisions = true;
        Assert.Contains("no repository course-tests/other with a revision 'main'", (await RefusedAsync(name: "course-tests/other")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_named()
    {
        Server.HeadFaults.Enqueue(HubFault.Status(404, ("X-Error-Code", "EntryNotFound")));
        var error = await RefusedAsync(options: new() { Connections = 1 });
        Assert.Contains("no file 'model_index.json'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_commit_than_asked_for_is_refused()
    {
        Server.HeadFaults.Enqueue(HubFault.Status(200, ("X-Repo-Commit", new string('e', 40)), ("ETag", "\"x\""), ("Content-Length", "0")));
        Assert.Contains(new string('e', 40), (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_told_before_a_byte_is_fetched()
    {
        var error = await RefusedAsync(Settings(free: 3_000_000));
        Assert.Contains("4.0 MB", error.Message, StringComparison.Ordinal);
        Assert.Contains("3.0 MB", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Requests, request => request.IsStore);
    }

    [Fact]
    public async Task Room_is_asked_only_for_what_is_missing()
    {
        await LeaveUnfinishedAsync();
        AssertWhole((await PullAsync(Settings(free: 3_600_000))).Folder, Files);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/etc/outside")]
    [InlineData("C:/outside")]
    [InlineData("a\\..\\outside")]
    [InlineData("unet//model.onnx")]
    [InlineData("unet/./model.onnx")]
    [InlineData("NUL")]
    [InlineData("unet/com1.onnx")]
    [InlineData("aux .txt")]
    [InlineData("lpt9")]
    [InlineData("unet/model.onnx:stream")]
    [InlineData("ends with a dot.")]
    [InlineData("line\nbreak")]
    public async Task Names_that_lead_elsewhere_are_refused_before_a_byte_is_fetched(string path)
    {
        Server.Add("course-tests/hostile", new() { [path] = HubFile.Small("{}"), ["good.json"] = HubFile.Small("{}") });
        var error = await RefusedAsync(name: "course-tests/hostile");
        Assert.Contains("no safe name", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Cache, "models--course-tests--hostile")));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("/etc/outside")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_content_name_that_leads_elsewhere_is_refused(string etag)
    {
        Server.Add("course-tests/hostile", new() { ["good.json"] = HubFile.Named("{}", etag) });
        Assert.Contains("ETag", (await RefusedAsync(name: "course-tests/hostile")).Message, StringComparison.Ordinal);
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
