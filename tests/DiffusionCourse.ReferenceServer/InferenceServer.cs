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

namespace DiffusionCourse.ReferenceServer;

/// <summary>
/// A server of the Open Inference Protocol on this machine, REST and gRPC, over ONNX Runtime: for tests, with faults that can be staged. It
/// shows what the protocol demands; for a class, start Triton.
/// </summary>
public sealed class InferenceServer : IAsyncDisposable
{
    private readonly ReferenceServerOptions _options;
    private readonly NetworkHost _host;
    private WebApplication _app;

    private InferenceServer(ReferenceServerOptions options)
    {
        _options = options;
        _host = new(options);
        _app = Build();
    }

    /// <summary>The address for REST, without v2.</summary>
    public Uri Rest { get; private set; } = null!;

    /// <summary>The address for gRPC, as the client writes it.</summary>
    public string Grpc { get; private set; } = "";

    /// <summary>The address for REST, as the client writes it.</summary>
    public string RestAddress => $"{Rest}v2";

    /// <summary>For the next calls of networks.</summary>
    public ConcurrentQueue<ServerFault> Faults => _host.Faults;

    /// <summary>The calls that came.</summary>
    public ConcurrentQueue<CallRecord> Calls => _host.Calls;

    /// <summary>Told the network's name before each run.</summary>
    public Action<string>? Running
    {
        get => _host.Running;
        set => _host.Running = value;
    }

    /// <summary>Whether the networks are ready.</summary>
    public bool IsReady
    {
        get => _host.IsReady;
        set => _host.IsReady = value;
    }

    /// <summary>Authorization headers that came, with the host that they were sent to.</summary>
    public ConcurrentQueue<string> Tokens { get; } = [];

    /// <summary>Starts a server.</summary>
    public static async Task<InferenceServer> StartAsync(ReferenceServerOptions options)
    {
        var server = new InferenceServer(options);
        await server.ListenAsync();
        return server;
    }

    /// <summary>Ends it as a crash does: connections break in the middle of what they carry.</summary>
    public async Task KillAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Starts it again on the ports that it had.</summary>
    public Task RestartAsync()
    {
        _app = Build();
        return ListenAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _host.Dispose();
    }

    private async Task ListenAsync()
    {
        await _app.StartAsync();
        Uri[] addresses = [
            .. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))
        ];
        Rest = addresses[0];
        Grpc = $"{(_options.Certificate is null ? "grpc" : "grpcs")}://{addresses[1].Authority}";
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_host);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = _options.MostBytes;
            grpc.MaxSendMessageSize = null;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = _options.MostBytes;
            kestrel.AllowAlternateSchemes = true; // a gateway that ends TLS passes on https
            Listen(kestrel, Rest?.Port ?? _options.Ports.Http, HttpProtocols.Http1);
            Listen(kestrel, Grpc.Length > 0 ? new Uri(Grpc).Port : _options.Ports.Grpc, HttpProtocols.Http2);
        });
        var app = builder.Build();
        app.Use(RequireTokenAsync);
        app.UseRouting();
        app.MapGrpcService<GrpcService>();
        app.MapFallback(new RestService(_options, _host).AnswerAsync);
        return app;
    }

    private void Listen(KestrelServerOptions kestrel, int port, HttpProtocols protocols) => kestrel.Listen(IPAddress.Loopback, port, listen =>
    {
        listen.Protocols = protocols;
        if (_options.Certificate is { } certificate)
        {
            listen.UseHttps(certificate);
        }
    });

    private Task RequireTokenAsync(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Headers.Authorization.ToString();
        if (given.Length > 0)
        {
            Tokens.Enqueue(given);
        }

        if (_options.Token is { } token && given != $"Bearer {token}")
        {
            // Like a careless gateway, it repeats what it was given.
            context.Response.StatusCode = 401;
            return context.Response.WriteAsJsonAsync(new { error = $"'{given}' is not known here" });
        }

        return next(context);
    }
}
