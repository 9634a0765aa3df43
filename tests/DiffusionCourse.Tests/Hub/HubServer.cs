using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DiffusionCourse.Tests.Hub;

/// <summary>
/// A hub on this machine that speaks the public one's protocol: a listing by revision, HEAD with X-Linked-Etag and
/// X-Linked-Size, large files behind a redirect to another host, ranges, pages of a tree, error codes. Faults are queued.
/// </summary>
internal sealed class HubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _sending;

    private HubServer(WebApplication app) => _app = app;

    public Uri Endpoint { get; private set; } = null!;

    public Uri Store { get; private set; } = null!;

    public Dictionary<string, HubRepository> Repositories { get; } = [];

    /// <summary>Old names of repositories: answered by a relative redirect.</summary>
    public Dictionary<string, string> Renamed { get; } = [];

    public ConcurrentQueue<HubRequest> Requests { get; } = [];

    /// <summary>For the next answers with a file's bytes.</summary>
    public ConcurrentQueue<HubFault> FileFaults { get; } = [];

    /// <summary>For the next listings.</summary>
    public ConcurrentQueue<HubFault> ListingFaults { get; } = [];

    /// <summary>For the next HEAD answers.</summary>
    public ConcurrentQueue<HubFault> HeadFaults { get; } = [];

    /// <summary>Whether listings name no files, so that the tree has to be asked.</summary>
    public bool ListsTreeOnly { get; set; }

    /// <summary>Whether only trees are listed, as some mirrors do.</summary>
    public bool KnowsNoRevisions { get; set; }

    /// <summary>Whether HEAD answers do not say how long a file is.</summary>
    public bool HidesLengths { get; set; }

    /// <summary>Whether there are no trees.</summary>
    public bool KnowsNoTrees { get; set; }

    /// <summary>What HEAD is refused with; null where it is answered.</summary>
    public int? RefusesHead { get; set; }

    /// <summary>Whether listings come compressed, whatever was asked for.</summary>
    public bool PacksListings { get; set; }

    /// <summary>The token that every request to the hub must carry; null for none.</summary>
    public string? RequiredToken { get; set; }

    /// <summary>Called when a listing was answered.</summary>
    public Action? Listed { get; set; }

    /// <summary>Stops all files after so many bytes together.</summary>
    public HoldPoint Hold { get; set; } = new(long.MaxValue);

    /// <summary>The most files that were on their way at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>What every file waits for before it is sent.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Bytes of files that were sent.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    private long _bytesSent;

    public static async Task<HubServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0);
            options.AllowSynchronousIO = false;
        });
        var app = builder.Build();
        var server = new HubServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        server.Endpoint = new(addresses[0]);
        server.Store = new(addresses[1]);
        return server;
    }

    /// <summary>A repository with one commit.</summary>
    public HubRepository Add(string name, Dictionary<string, HubFile> files, string? licence = null)
    {
        var repository = new HubRepository { Licence = licence };
        repository.Commit(files);
        return Repositories[name] = repository;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        bool isStore = context.Connection.LocalPort == Store.Port;
        string path = context.Request.Path.Value!.TrimStart('/');
        string? token = context.Request.Headers.Authorization is [{ } authorization] ? authorization : null;
        Requests.Enqueue(new(context.Request.Method, path, isStore, token, context.Request.Headers.Range));
        try
        {
            if (isStore)
            {
                await SendStoredAsync(context, path);
            }
            else if (RequiredToken is not null && token != $"Bearer {RequiredToken}")
            {
                await HubFault.Status(401).Answer(context);
            }
            else
            {
                await AnswerHubAsync(context, path.Split('/'));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnswerHubAsync(HttpContext context, string[] parts)
    {
        switch (parts)
        {
            case ["api", "models", var owner, var name, "revision", var revision] when !KnowsNoRevisions:
                await ListAsync(context, $"{owner}/{name}", Uri.UnescapeDataString(revision));
                break;
            case ["api", "models", var owner, var name, "tree", var revision] when !KnowsNoTrees:
                await TreeAsync(context, $"{owner}/{name}", Uri.UnescapeDataString(revision));
                break;
            case ["api", "models", var owner, var name, "paths-info", var revision]:
                await DescribePathsAsync(context, $"{owner}/{name}", Uri.UnescapeDataString(revision));
                break;
            case [var owner, var name, "resolve", var revision, .. var path]:
                await ResolveAsync(context, $"{owner}/{name}", Uri.UnescapeDataString(revision), string.Join('/', path));
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

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
        int from = context.Request.Query.TryGetValue("cursor", out var cursor) ? int.Parse(cursor!, null) : 0;
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
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(answer);
        await context.Response.Body.WriteAsync(PacksListings ? Packed(context, json) : json);
    }

    private static byte[] Packed(HttpContext context, byte[] content)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private async Task ResolveAsync(HttpContext context, string name, string revision, string path)
    {
        bool head = HttpMethods.IsHead(context.Request.Method);
        if (head && RefusesHead is { } refusal)
        {
            await HubFault.Status(refusal).Answer(context);
            return;
        }

        if (Redirected(context, name) || (head && HeadFaults.TryDequeue(out var fault) && await fault.Answer(context)) || Find(context, name, revision) is not { } found)
        {
            return;
        }

        var (repository, commit) = found;
        context.Response.Headers["X-Repo-Commit"] = commit;
        if (!repository.Commits[commit].TryGetValue(path, out var file))
        {
            await HubFault.Status(404, ("X-Error-Code", "EntryNotFound")).Answer(context);
        }
        else if (file.IsLarge)
        {
            context.Response.Headers["X-Linked-Etag"] = $"\"{file.ETag}\"";
            context.Response.Headers["X-Linked-Size"] = HidesLengths ? default : $"{file.Content.Length}";
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = $"{Store}{file.Sha256}?signature=secret";
        }
        else
        {
            context.Response.Headers.ETag = $"\"{file.ETag}\"";
            await SendAsync(context, file);
        }
    }

    private async Task SendStoredAsync(HttpContext context, string sha256)
    {
        var file = Repositories.Values.SelectMany(repository => repository.Commits.Values).SelectMany(files => files.Values).First(file => file.Sha256 == sha256);
        context.Response.Headers.ETag = "\"a-name-of-the-store\"";
        await SendAsync(context, file);
    }

    private async Task SendAsync(HttpContext context, HubFile file)
    {
        var response = context.Response;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = HidesLengths ? null : file.Content.Length;
            return;
        }

        var fault = FileFaults.TryDequeue(out var queued) ? queued : HubFault.None;
        if (await fault.Answer(context))
        {
            return;
        }

        int from = 0;
        if (!fault.IgnoresRange && context.Request.GetTypedHeaders().Range?.Ranges.Single().From is { } asked)
        {
            if (asked >= file.Content.Length)
            {
                response.StatusCode = 416;
                return;
            }

            from = (int)Math.Max(0, asked + fault.RangeError);
            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {from}-{file.Content.Length - 1}/{file.Content.Length}";
        }

        byte[] content = fault.IsPacked ? Packed(context, file.Content[from..]) : file.Content[from..];
        response.ContentLength = content.Length;
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _sending));
        await Task.Delay(Delay);
        try
        {
            await SendAsync(context, content, fault);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }

    private async Task SendAsync(HttpContext context, byte[] content, HubFault fault)
    {
        const int Piece = 64 * 1024;
        int end = Math.Min(content.Length, Math.Min(fault.CutAfter ?? int.MaxValue, fault.StallAfter ?? int.MaxValue));
        for (int at = 0; at < end;)
        {
            int count = await Hold.PassAsync(Math.Min(Piece, end - at), context.RequestAborted);
            byte[] piece = content[at..(at + count)];
            if (fault.FlipsByte && at == 0)
            {
                piece[0] ^= 0xff;
            }

            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            Interlocked.Add(ref _bytesSent, count);
            at += count;
        }

        if (fault.StallAfter is not null)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        // Less than the stated length: the server closes the connection after what was written.
        if (end < content.Length && !fault.EndsInOrder)
        {
            context.Abort();
        }
    }

    private bool Redirected(HttpContext context, string name)
    {
        if (!Renamed.TryGetValue(name, out string? now))
        {
            return false;
        }

        context.Response.StatusCode = 307;
        context.Response.Headers.Location = context.Request.Path.ToUriComponent().Replace(name, now, StringComparison.Ordinal);
        return true;
    }

    private (HubRepository Repository, string Commit)? Find(HttpContext context, string name, string revision)
    {
        string? commit = null;
        if (!Repositories.TryGetValue(name, out var repository) || (commit = repository.Resolve(revision)) is null)
        {
            context.Response.StatusCode = 404;
            context.Response.Headers["X-Error-Code"] = repository is null ? "RepoNotFound" : "RevisionNotFound";
            return null;
        }

        return (repository, commit);
    }
}
