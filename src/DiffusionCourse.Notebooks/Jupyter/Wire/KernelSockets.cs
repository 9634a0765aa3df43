using NetMQ;
using NetMQ.Sockets;

namespace DiffusionCourse.Notebooks.Jupyter.Wire;

/// <summary>
/// The five sockets. One thread, the one that calls <see cref="Run"/>, owns them; any other hands it what is to be sent.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    // A reader that falls behind by so many messages loses some; by default it would be by a thousand.
    private const int PublishedBacklog = 100_000;

    private readonly MessageCodec _codec;
    private readonly Action<JupyterMessage> _received;
    private readonly RouterSocket _shell = new();
    private readonly RouterSocket _control = new();
    private readonly RouterSocket _stdin = new();
    private readonly RouterSocket _heartbeat = new();
    private readonly PublisherSocket _iopub = new();
    private readonly NetMQQueue<JupyterMessage?> _outgoing = new();
    private readonly NetMQPoller _poller;

    /// <param name="connection">Where to listen.</param>
    /// <param name="received">Called on the thread of <see cref="Run"/> with each message that is in order.</param>
    /// <exception cref="ConnectionException">A port is taken.</exception>
    public KernelSockets(ConnectionInfo connection, Action<JupyterMessage> received)
    {
        _codec = new MessageCodec(connection.Key);
        _received = received;
        _iopub.Options.SendHighWatermark = PublishedBacklog;

        // A client that connects again under its old identity takes the place of its dead connection.
        _shell.Options.RouterHandover = _control.Options.RouterHandover = _stdin.Options.RouterHandover = true;
        Bind(_shell, connection.Address(connection.ShellPort));
        Bind(_control, connection.Address(connection.ControlPort));
        Bind(_stdin, connection.Address(connection.StdinPort));
        Bind(_heartbeat, connection.Address(connection.HbPort));
        Bind(_iopub, connection.Address(connection.IopubPort));
        _poller = [_shell, _control, _stdin, _heartbeat, _outgoing];
        _control.ReceiveReady += (_, _) => Receive(_control, JupyterChannel.Control);
        _shell.ReceiveReady += (_, _) => Receive(_shell, JupyterChannel.Shell);
        _stdin.ReceiveReady += (_, _) => Receive(_stdin, JupyterChannel.Stdin);
        _heartbeat.ReceiveReady += (_, _) => Echo();
        _outgoing.ReceiveReady += (_, _) => SendAll();
    }

    /// <summary>Serves the sockets until <see cref="Stop"/>.</summary>
    public void Run() => _poller.Run();

    /// <summary>Sends a message, after all that were sent before it. Any thread may call it.</summary>
    public void Send(JupyterMessage message) => _outgoing.Enqueue(message);

    /// <summary>Ends <see cref="Run"/> after all that was sent has left.</summary>
    public void Stop() => _outgoing.Enqueue(null);

    public void Dispose()
    {
        _poller.Dispose();
        _outgoing.Dispose();
        foreach (var socket in (NetMQSocket[])[_shell, _control, _stdin, _heartbeat, _iopub])
        {
            socket.Dispose();
        }
    }

    private static void Bind(NetMQSocket socket, string address)
    {
        socket.Options.Linger = TimeSpan.FromSeconds(1);
        try
        {
            socket.Bind(address);
        }
        catch (NetMQException exception)
        {
            throw new ConnectionException($"Cannot listen on {address}: {exception.Message}");
        }
    }

    private void Receive(RouterSocket socket, JupyterChannel channel)
    {
        var frames = new NetMQMessage();
        while (socket.TryReceiveMultipartMessage(ref frames!))
        {
            try
            {
                _received(_codec.Decode(channel, frames));
            }
            catch (MalformedMessageException exception)
            {
                KernelLog.Write($"dropped a message on {channel.ToString().ToLowerInvariant()}: {exception.Message}");
            }
            catch (Exception exception)
            {
                // Whatever a client sends, the others are still served.
                KernelLog.Write($"a message on {channel.ToString().ToLowerInvariant()} failed: {exception}");
            }
        }
    }

    private void Echo()
    {
        var frames = new NetMQMessage();
        while (_heartbeat.TryReceiveMultipartMessage(ref frames!))
        {
            _heartbeat.TrySendMultipartMessage(frames);
        }
    }

    private void SendAll()
    {
        while (_outgoing.TryDequeue(out var message, TimeSpan.Zero))
        {
            if (message is null)
            {
                _poller.Stop();
                return;
            }

            try
            {
                SendNow(message);
            }
            catch (Exception exception)
            {
                // Whatever a cell shows, the kernel goes on.
                KernelLog.Write($"could not send {message.Type} on {message.Channel}: {exception}");
            }
        }
    }

    private void SendNow(JupyterMessage message)
    {
        var frames = _codec.Encode(message);
        NetMQSocket socket = message.Channel switch
        {
            JupyterChannel.Shell => _shell,
            JupyterChannel.Control => _control,
            JupyterChannel.Stdin => _stdin,
            _ => _iopub,
        };

        // A client that has gone is no reason to wait.
        if (!socket.TrySendMultipartMessage(frames))
        {
            KernelLog.Write($"could not send {message.Type} on {message.Channel}");
        }
    }
}
