using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DiffusionCourse.Tests.Hub;

/// <summary>What a repository holds: by revision, as a tree, by path.</summary>
internal sealed partial class HubServer
{
    private async Task ListAsync(HttpContext context, string name, string revision)
    {
        if (Redirected(context, name) || (ListingFaults.TryDequeue(out var fault) && await fault.Answer(context)) || Find(context, name, revision) is not { } found)
        {
            return;
        }

        var (repository, commit) = found;
        var tags = repository.Licence is { } licence ? new[] { "onnx", $"license:{licence}" } : ["onnx"];
        var siblings = ListsTreeOnly ? [] : repository.Commits[commit].Keys.Select(path => new { rfilename = path }).ToArray();
        await WriteAsync(context, new { _id = commit, id = name, @private = false, gated = false, downloads = 0, likes = 0, lastModified = DateTimeOffset.UnixEpoch, sha = commit, tags, siblings });
        Listed?.Invoke();
    }

    private async Task TreeAsync(HttpContext context, string name, string revision)
    {
        if (Find(context, name, revision) is not var (repository, commit))
        {
            return;
        }

        // Two files a page, as the hub gives a thousand.
        var from = context.Request.Query.TryGetValue("cursor", out var cursor) ? int.Parse(cursor!, null) : 0;
        var files = repository.Commits[commit];
        if (from + 2 < files.Count)
        {
            context.Response.Headers.Link = $"<{Endpoint}api/models/{name}/tree/{revision}?recursive=true&cursor={from + 2}>; rel=\"next\"";
        }

        await WriteAsync(context, files.Skip(from).Take(2).Select(file => Entry(file.Key, file.Value, commit)));
    }

    private async Task DescribePathsAsync(HttpContext context, string name, string revision)
    {
        using var asked = await JsonDocument.ParseAsync(context.Request.Body);
        if (Find(context, name, revision) is var (repository, commit))
        {
            await WriteAsync(context, asked.RootElement.GetProperty("paths").EnumerateArray().Select(path => Entry(path.GetString()!, repository.Commits[commit][path.GetString()!], commit)));
        }
    }

    /// <summary>A large file is a pointer of some hundred bytes in the tree, with what it points at beside it.</summary>
    private static object Entry(string path, HubFile file, string commit)
    {
        var lastCommit = new { id = commit, title = "a commit", date = DateTimeOffset.UnixEpoch };
        return file.IsLarge
            ? new { type = "file", path, size = 134, oid = new string('0', 40), lfs = new { oid = file.Sha256, size = file.Content.Length, pointerSize = 134 }, lastCommit }
            : new { type = "file", path, size = file.Content.Length, oid = file.ETag, lastCommit };
    }

    private async Task WriteAsync<T>(HttpContext context, T answer)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(answer);
        await context.Response.Body.WriteAsync(PacksListings ? Packed(context, json) : json);
    }
}
