namespace DiffusionCourse.Tests.Hub;

/// <summary>What the hub or the course refuses before a byte is fetched, and what it means for the user.</summary>
public sealed class PullRefusalTests : PullTest
{
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
        { 407, null, "The proxy asks", null },
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
    public async Task A_hub_that_repeats_the_token_has_it_not_repeated()
    {
        Server.ListingFaults.Enqueue(HubFault.Status(401, ("X-Error-Message", $"{Secret} is no token")));
        Assert.DoesNotContain(Secret, (await RefusedAsync(Settings(Secret))).ToString(), StringComparison.Ordinal);
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
}
