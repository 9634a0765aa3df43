using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>The token reaches the hub and nobody else, and offline means offline.</summary>
public sealed class PullTokenTests : PullTest
{
    [Fact]
    public async Task The_token_goes_to_the_hub_and_not_to_the_store()
    {
        Server.RequiredToken = Secret;
        AssertWhole((await PullAsync(Settings(Secret))).Folder, Files);
        Assert.All(Server.Requests, request => Assert.Equal(request.IsStore ? null : $"Bearer {Secret}", request.Token));
        Assert.Contains(Server.Requests, request => request.IsStore);
    }

    [Fact]
    public async Task A_relative_redirect_is_followed_with_the_token()
    {
        Server.RequiredToken = Secret;
        Server.Renamed["course-tests/old-name"] = Model;
        var result = await PullAsync(Settings(Secret), name: "course-tests/old-name");
        AssertWhole(result.Folder, Files);
        Assert.All(Server.Requests.Where(request => request.IsStore), request => Assert.Null(request.Token));
    }

    [Fact]
    public async Task The_token_is_written_nowhere()
    {
        await PullAsync(Settings(Secret));
        Assert.All(Directory.GetFiles(Cache, "*.json", SearchOption.AllDirectories), path => Assert.DoesNotContain(Secret, File.ReadAllText(path), StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, $"{Settings(Secret)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        Server.Renamed["course-tests/circle"] = "course-tests/circle";
        Assert.Contains("redirects", (await RefusedAsync(name: "course-tests/circle")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_what_is_here_is_found_and_what_is_not_is_told()
    {
        var error = await RefusedAsync(Settings(offline: true));
        Assert.Contains("HF_HUB_OFFLINE", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
        await PullAsync();
        var asked = Server.Requests.Count;
        Assert.Equal(0, (await PullAsync(Settings(offline: true))).BytesFetched);
        File.Delete(Path.Combine(Home, "blobs", Files["unet/model.onnx"].ETag));
        Assert.Contains("1 of 5 files", (await RefusedAsync(Settings(offline: true))).Message, StringComparison.Ordinal);
        Assert.Equal(asked, Server.Requests.Count);
    }

    [Fact]
    public async Task Offline_what_python_fetched_is_here_as_well()
    {
        var snapshot = Path.Combine(Home, "snapshots", "0123456789abcdef0123456789abcdef01234567");
        Directory.CreateDirectory(snapshot);
        Directory.CreateDirectory(Path.Combine(Home, "refs"));
        File.WriteAllText(Path.Combine(snapshot, "model_index.json"), "{}");
        File.WriteAllText(Path.Combine(Home, "refs", "main"), Path.GetFileName(snapshot));
        var result = await PullAsync(Settings(offline: true));
        Assert.Equal((snapshot, 1, 2L), (result.Folder, result.FileCount, result.Bytes));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_stated_licence_is_accepted_first_and_once()
    {
        Server.Add("course-tests/licensed", new() { ["a.json"] = HubFile.Small("{}") }, licence: "mit");
        var error = await Assert.ThrowsAsync<ModelException>(() => PullAsync(name: "course-tests/licensed"));
        Assert.Contains("mit", error.Message, StringComparison.Ordinal);
        Assert.Contains("--accept-license", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Requests, request => request.Path.Contains("resolve", StringComparison.Ordinal));
        ModelLicence? asked = null;
        await PullAsync(options: new() { ConfirmLicence = licence => (asked = licence) is not null }, name: "course-tests/licensed");
        Assert.Equal("mit", asked?.Name);
        await PullAsync(options: new() { Update = true }, name: "course-tests/licensed");
    }

    [Fact]
    public void Settings_come_from_pythons_variables()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal(Path.Combine(home, ".cache", "huggingface", "hub"), From([]).CacheFolder);
        Assert.Equal("/xdg/huggingface/hub", From(new() { ["XDG_CACHE_HOME"] = "/xdg" }).CacheFolder);
        Assert.Equal("/hf/hub", From(new() { ["XDG_CACHE_HOME"] = "/xdg", ["HF_HOME"] = "/hf" }).CacheFolder);
        Assert.Equal("/cache", From(new() { ["HF_HOME"] = "/hf", ["HF_HUB_CACHE"] = "/cache" }).CacheFolder);
        Assert.Equal(Path.Combine(home, "cache"), From(new() { ["HF_HUB_CACHE"] = "~/cache" }).CacheFolder);
        Assert.Equal("http://127.0.0.1:8080/hf", From(new() { ["HF_ENDPOINT"] = "http://user:word@127.0.0.1:8080/hf/" }).ShownEndpoint);
        Assert.Equal("/older", From(new() { ["HF_HOME"] = "/hf", ["HUGGINGFACE_HUB_CACHE"] = "/older" }).CacheFolder);
        Assert.Equal("/cache", From(new() { ["HUGGINGFACE_HUB_CACHE"] = "/older", ["HF_HUB_CACHE"] = "/cache" }).CacheFolder);
        Assert.True(From(new() { ["HF_HUB_OFFLINE"] = "1" }).Offline);
        Assert.True(From(new() { ["TRANSFORMERS_OFFLINE"] = "yes" }).Offline);
        Assert.False(From(new() { ["HF_HUB_OFFLINE"] = "0" }).Offline);
        Assert.Throws<ModelException>(() => From(new() { ["HF_ENDPOINT"] = "hub" }));
        Assert.Throws<ModelException>(() => From(new() { ["HF_HUB_DOWNLOAD_TIMEOUT"] = "soon" }));
    }

    [Fact]
    public void Variables_in_paths_are_filled_in_as_python_does()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal("/disk/hf/hub", From(new() { ["DISK"] = "/disk", ["HF_HOME"] = "$DISK/hf" }).CacheFolder);
        Assert.Equal("/disk/hf/hub", From(new() { ["DISK"] = "/disk", ["NAME"] = "hf", ["HF_HUB_CACHE"] = "${DISK}/$NAME/hub" }).CacheFolder);
        Assert.Equal("/xdg/huggingface/hub", From(new() { ["BASE"] = "/xdg", ["XDG_CACHE_HOME"] = "$BASE" }).CacheFolder);
        Assert.Equal(Path.Combine(home, "hf", "hub"), From(new() { ["NAME"] = "hf", ["HF_HOME"] = "~/$NAME" }).CacheFolder);
        Assert.Equal("/a/$NOWHERE/${NOR_HERE}/${/$", From(new() { ["HF_HUB_CACHE"] = "/a/$NOWHERE/${NOR_HERE}/${/$" }).CacheFolder);
        Assert.Equal("/$NAME", From(new() { ["NAME"] = "hf", ["DISK"] = "/$NAME", ["HF_HUB_CACHE"] = "$DISK" }).CacheFolder);
        Directory.CreateDirectory(Cache);
        File.WriteAllText(Path.Combine(Cache, "mine"), "hf_fromFile");
        Assert.Equal("hf_fromFile", From(new() { ["FOLDER"] = Cache, ["HF_TOKEN_PATH"] = "$FOLDER/mine" }).Token);
    }

    [Fact]
    public void The_token_comes_from_the_variable_else_from_its_file()
    {
        var file = Path.Combine(Directory.CreateDirectory(Cache).FullName, "token");
        File.WriteAllText(file, "hf_fromFile\n");
        Assert.Equal("hf_fromFile", From(new() { ["HF_HOME"] = Cache }).Token);
        Assert.Equal("hf_fromFile", From(new() { ["HF_TOKEN_PATH"] = file }).Token);
        Assert.Equal("hf_fromVariable", From(new() { ["HF_TOKEN_PATH"] = file, ["HF_TOKEN"] = " hf_fromVariable " }).Token);
        Assert.Equal("hf_older", From(new() { ["HF_HOME"] = Cache, ["HUGGING_FACE_HUB_TOKEN"] = "hf_older" }).Token);
        var withheld = From(new() { ["HF_TOKEN"] = "hf_secret", ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1" });
        Assert.Equal((null, true), (withheld.Token, withheld.WithholdsToken));
        var error = Assert.Throws<ModelException>(() => From(new() { ["HF_TOKEN"] = "hf_with space" }));
        Assert.DoesNotContain("space", error.Message, StringComparison.Ordinal);
    }

    private static HubSettings From(Dictionary<string, string> variables) => HubSettings.From(variables.GetValueOrDefault);
}
