using System.Net;
using System.Net.Sockets;

namespace DiffusionCourse.Benchmarks;

/// <summary>Passes connections on to a server of this machine, and counts the bytes both ways: all that TCP carries.</summary>
internal sealed class CountingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private long _up, _down;

    public CountingRelay(int port)
    {
        _port = port;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public (long Up, long Down) Bytes => (Interlocked.Read(ref _up), Interlocked.Read(ref _down));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, _port);
        await Task.WhenAll(
            CopyAsync(near, far, count => Interlocked.Add(ref _up, count)), CopyAsync(far, near, count => Interlocked.Add(ref _down, count)));
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to, Action<long> note)
    {
        from.NoDelay = to.NoDelay = true;
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var count)
            {
                note(count);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // Either end is gone, and with it what there was to pass on.
        }
    }
}
