using DiffusionCourse.Models;

namespace DiffusionCourse.Tests.Hub;

/// <summary>Without the network only what is surely here is told to be here.</summary>
public sealed class OfflinePullTests : PullTest
{
    [Fact]
    public async Task Of_pythons_files_those_that_are_asked_for_are_counted()
    {
        await FetchByOtherProgramAsync();
        var result = await PullOfflineAsync(new() { Include = ["vae_decoder/*"] });
        Assert.Equal((1, 250_000L, 0L), (result.FileCount, result.Bytes, result.BytesFetched));
    }

    [Fact]
    public async Task A_pattern_that_no_file_of_pythons_has_is_refused()
    {
        await FetchByOtherProgramAsync();
        var error = await RefusedAsync(Settings(offline: true), new() { Include = ["vae_decoder/*", "text_encoder/*"] });
        Assert.Contains("'text_encoder/*'", error.Message, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_OFFLINE", error.Message, StringComparison.Ordinal);
        await RefusedAsync(Settings(offline: true), new() { Exclude = ["*"] });
    }

    [Fact]
    public async Task A_link_of_pythons_that_leads_nowhere_is_refused()
    {
        await FetchByOtherProgramAsync();
        File.Delete(Path.Combine(Home, "blobs", Files["unet/weights.pb"].ETag));
        Assert.Contains("'unet/weights.pb'", (await RefusedAsync(Settings(offline: true))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_the_part_that_was_pulled_is_refused()
    {
        var part = new PullOptions { Include = ["unet/model.onnx"] };
        PullOptions[] others = [new(), new() { Include = ["unet/*"] }, new() { Include = ["vae_decoder/*"] }];
        await PullAsync(options: part);
        foreach (var options in others)
        {
            Assert.Contains("only a part was pulled", (await RefusedAsync(Settings(offline: true), options)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await PullOfflineAsync(part)).FileCount);
    }

    [Fact]
    public async Task Parts_that_were_pulled_one_by_one_are_here_one_by_one()
    {
        await PullAsync(options: new() { Include = ["unet/*"] });
        await PullAsync(options: new() { Include = ["*.json"] });
        var asked = Server.Requests.Count;
        await PullOfflineAsync(new() { Include = ["unet/*"] });
        await PullOfflineAsync(new() { Include = ["*.json"] });
        await PullOfflineAsync(new() { Include = ["*.json", "unet/*"], Exclude = ["*.pb"] });
        await RefusedAsync(Settings(offline: true));
        Assert.Equal(asked, Server.Requests.Count);
    }

    [Fact]
    public async Task A_check_is_made_of_pythons_files_as_well()
    {
        await FetchByOtherProgramAsync();
        Assert.Equal(Files.Count, (await PullOfflineAsync(new() { Check = true })).FileCount);
        var network = Path.Combine(Home, "blobs", Files["unet/model.onnx"].ETag);
        var bytes = File.ReadAllBytes(network);
        bytes[5] ^= 1;
        File.WriteAllBytes(network, bytes);
        var error = await RefusedAsync(Settings(offline: true), new() { Check = true });
        Assert.Contains("are damaged: 'unet/model.onnx' (sha256", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(network));
        await PullOfflineAsync(new() { Check = true, Include = ["vae_decoder/*"] });
    }

    private Task<PullResult> PullOfflineAsync(PullOptions options) => PullAsync(Settings(offline: true), options);

    /// <summary>As Python leaves it: no pins.</summary>
    private async Task FetchByOtherProgramAsync()
    {
        await PullAsync();
        File.Delete(Path.Combine(Home, "course.lock.json"));
    }
}
