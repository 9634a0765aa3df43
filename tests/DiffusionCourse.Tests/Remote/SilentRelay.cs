using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DiffusionCourse.Tests.Remote;

/// <summary>A way to a server on which packets vanish: the connections that there are stay open and carry nothing, new ones carry.</summary>
internal sealed class SilentRelay : IAsyncDisposable
{
    private readonly ConcurrentQueue<TcpClient> _clients = [];
    private readonly CancellationTokenSource _end = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly Task _accepting;
    private int _silences;

    /// <param name="port">The server's port on this machine.</param>
    public SilentRelay(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Lets the connections that there are carry nothing any more.</summary>
    public void FallSilent() => Interlocked.Increment(ref _silences);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Stop();
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                var near = await _listener.AcceptTcpClientAsync(_end.Token);
                var far = new TcpClient();
                _clients.Enqueue(near);
                _clients.Enqueue(far);
                await far.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
                var silences = Volatile.Read(ref _silences);
                _ = CarryAsync(near, far, silences, _end.Token);
                _ = CarryAsync(far, near, silences, _end.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to, int silences, CancellationToken cancellation)
    {
        var bytes = new byte[64 << 10];
        try
        {
            var (source, target) = (from.GetStream(), to.GetStream());
            for (var read = await source.ReadAsync(bytes, cancellation); read > 0; read = await source.ReadAsync(bytes, cancellation))
            {
                if (Volatile.Read(ref _silences) == silences)
                {
                    await target.WriteAsync(bytes.AsMemory(0, read), cancellation);
                }
            }

            if (Volatile.Read(ref _silences) == silences)
            {
                to.Close();
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One of both has gone.
        }
    }
}
