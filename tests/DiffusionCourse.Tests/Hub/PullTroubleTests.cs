using System.Globalization;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>A hub that is busy, broken or out of reach: waited for where that helps, told where it does not.</summary>
public sealed class PullTroubleTests : PullTest
{
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
        for (var i = 0; i < 7; i++)
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
        var after = asDate ? DateTimeOffset.UtcNow.AddSeconds(2).ToString("R", CultureInfo.InvariantCulture) : "1";
        Server.ListingFaults.Enqueue(HubFault.Status(429, ("Retry-After", after)));
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        await PullAsync();
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0.9, 60);
    }

    [Fact]
    public async Task The_public_hubs_own_way_to_ask_for_patience_is_heeded()
    {
        Server.ListingFaults.Enqueue(HubFault.Status(429, ("RateLimit", "\"api\";r=0;t=1")));
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
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
    public async Task A_hub_that_asks_to_wait_an_hour_is_not_waited_for()
    {
        Server.ListingFaults.Enqueue(HubFault.Status(429, ("Retry-After", "3600")));
        var error = await RefusedAsync();
        Assert.Contains("60 minutes", error.Message, StringComparison.Ordinal);
        Assert.Contains("HF_TOKEN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_is_closed_for_an_hour_is_not_waited_for()
    {
        Server.ListingFaults.Enqueue(HubFault.Status(503, ("Retry-After", "3600")));
        Assert.Contains("answered 503 (for 60 minutes)", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_hub_that_asks_to_wait_no_time_is_given_some()
    {
        for (var i = 0; i < 3; i++)
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
    public async Task A_hub_that_cannot_be_reached_securely_is_not_tried_again()
    {
        var settings = new HubSettings { Endpoint = new($"https://127.0.0.1:{Server.Endpoint.Port}"), CacheFolder = Cache, RetryDelay = TimeSpan.FromMinutes(1) };
        Assert.Contains("SSL_CERT_FILE", (await RefusedAsync(settings)).Message, StringComparison.Ordinal);
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
        for (var i = 0; i < 7; i++)
        {
            Server.ListingFaults.Enqueue(HubFault.Text("{\"sha\": "));
        }

        Assert.Contains("HF_ENDPOINT", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }
}
