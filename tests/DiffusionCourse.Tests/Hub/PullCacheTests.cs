using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>Caches that cannot be written, or only just.</summary>
public sealed class PullCacheTests : PullTest
{
    [Fact]
    public async Task A_cache_that_cannot_be_written_serves_what_it_holds_and_says_what_it_cannot()
    {
        await PullAsync();
        // Whoever runs this may write everywhere; a file in a folder's place stops them as well.
        Directory.Delete(Path.Combine(Cache, ".locks"), recursive: true);
        File.WriteAllText(Path.Combine(Cache, ".locks"), "");
        Assert.Equal(0, (await PullAsync()).BytesFetched);
        var error = await RefusedAsync(options: new() { Update = true });
        Assert.Contains($"'{Cache}' cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_CACHE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_caches_place_is_told()
    {
        File.WriteAllText(Cache, "");
        Assert.Contains($"'{Cache}' cannot be written", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_cannot_be_asked_is_no_obstacle()
    {
        Assert.Equal(long.MaxValue, DiskSpace.Free(@"\\server\share\hub"));
        Assert.InRange(DiskSpace.Free(Path.GetTempPath()), 0, long.MaxValue - 1);
    }

    [Theory]
    [InlineData(28)]
    [InlineData(122)]
    public async Task A_disk_that_fills_up_is_told(int code)
    {
        if (!OperatingSystem.IsWindows())
        {
            var full = new IOException("No space left on device") { HResult = code };
            var error = await Assert.ThrowsAsync<HubException>(() => CacheErrors.ExplainAsync<int>(Cache, () => throw new IOException("Cannot save", full)));
            Assert.Contains($"The disk of '{Cache}' is full. What was fetched is kept", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_links_an_update_fetches_only_what_changed()
    {
        await PullAsync(Settings(links: false));
        var changed = new Dictionary<string, HubFile>(Files) { ["unet/model.onnx"] = HubFile.Random(31, 123_456) };
        Server.Repositories[Model].Commit(changed);
        var updated = await PullAsync(Settings(links: false), new() { Update = true });
        Assert.Equal(123_456, updated.BytesFetched);
        AssertWhole(updated.Folder, changed);
    }

    [Fact]
    public async Task Without_links_a_damaged_file_is_not_handed_on()
    {
        var old = (await PullAsync(Settings(links: false))).Folder;
        var weights = Path.Combine(old, "unet", "weights.pb");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Server.Repositories[Model].Commit(new(Files) { ["a.json"] = HubFile.Small("{}") });
        AssertWhole((await PullAsync(Settings(links: false), new() { Update = true })).Folder, Files);
    }

    [Fact]
    public async Task A_branch_that_python_moved_on_stays_where_python_put_it()
    {
        var first = (await PullAsync()).Commit;
        string python = new('d', 40);
        File.WriteAllText(Path.Combine(Home, "refs", "main"), python);
        Assert.Equal(first, (await PullAsync()).Commit);
        File.Delete(Path.Combine(Home, "blobs", Files["unet/model.onnx"].ETag));
        Assert.Equal(first, (await PullAsync()).Commit);
        Assert.Equal(python, File.ReadAllText(Path.Combine(Home, "refs", "main")));
    }
}
