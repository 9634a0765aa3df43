using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DiffusionCourse.ReferenceServer;
using DiffusionCourse.Tests.Cli;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Remote;

/// <summary>haproxy before a server: it speaks TLS and asks for the token, the server behind it does neither.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private const string Program = "/usr/sbin/haproxy";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly int _rest = FreePort.Find();
    private readonly int _grpc = FreePort.Find();
    private readonly Process _process;

    private Gateway(InferenceServer server, string certificate, string token)
    {
        File.WriteAllText(_folder.File("server.pem"), certificate);
        var require = $$"""http-request deny deny_status 401 unless { req.hdr(authorization) -m str "Bearer {{token}}" }""";
        File.WriteAllText(_folder.File("haproxy.cfg"), $"""
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            listen rest
              bind 127.0.0.1:{_rest} ssl crt {_folder.File("server.pem")} alpn http/1.1
              {require}
              http-request del-header authorization
              server one {server.Rest.Authority}
            listen grpc
              bind 127.0.0.1:{_grpc} ssl crt {_folder.File("server.pem")} alpn h2
              {require}
              http-request del-header authorization
              server one {new Uri(server.Grpc).Authority} proto h2

            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-db", "-f", _folder.File("haproxy.cfg")]) { RedirectStandardError = true })!;
    }

    /// <summary>Whether haproxy is on this machine; says so where it is not.</summary>
    public static bool IsPresent(ITestOutputHelper output)
    {
        if (File.Exists(Program))
        {
            return true;
        }

        const string Missing = $"{Program} is not there (apt-get install haproxy).";
        Assert.False(Integration.Required, Missing);
        output.WriteLine(Missing);
        return false;
    }

    /// <param name="server">What stands behind it.</param>
    /// <param name="certificate">Its certificate and key, PEM.</param>
    /// <param name="token">The bearer token that calls must carry.</param>
    public static async Task<Gateway> StartAsync(InferenceServer server, string certificate, string token)
    {
        var gateway = new Gateway(server, certificate, token);
        var start = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(gateway._grpc))
        {
            Assert.False(gateway._process.HasExited, gateway._process.HasExited ? await gateway._process.StandardError.ReadToEndAsync() : "");
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "haproxy does not answer");
            await Task.Delay(20);
        }

        return gateway;
    }

    /// <summary>The address for a way to it.</summary>
    public string Address(string way) => way switch
    {
        "grpc" => $"grpcs://127.0.0.1:{_grpc}",
        "json" => $"https://127.0.0.1:{_rest}/v2?binary=false",
        _ => $"https://127.0.0.1:{_rest}/v2",
    };

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
