using System.Collections.Concurrent;
using System.Net;
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
internal sealed partial class HubServer : IAsyncDisposable
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
        var isStore = context.Connection.LocalPort == Store.Port;
        var path = context.Request.Path.Value!.TrimStart('/');
        var token = context.Request.Headers.Authorization is [{ } authorization] ? authorization : null;
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

    private bool Redirected(HttpContext context, string name)
    {
        if (!Renamed.TryGetValue(name, out var now))
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
