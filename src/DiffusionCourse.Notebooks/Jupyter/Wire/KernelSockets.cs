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

    private readonly MessageCodec codec;
    private readonly Action<JupyterMessage> received;
    private readonly RouterSocket shell = new();
    private readonly RouterSocket control = new();
    private readonly RouterSocket stdin = new();
    private readonly RouterSocket heartbeat = new();
    private readonly PublisherSocket iopub = new();
    private readonly NetMQQueue<JupyterMessage?> outgoing = new();
    private readonly NetMQPoller poller;

    /// <param name="connection">Where to listen.</param>
    /// <param name="received">Called on the thread of <see cref="Run"/> with each message that is in order.</param>
    /// <exception cref="ConnectionException">A port is taken.</exception>
    public KernelSockets(ConnectionInfo connection, Action<JupyterMessage> received)
    {
        codec = new MessageCodec(connection.Key);
        this.received = received;
        iopub.Options.SendHighWatermark = PublishedBacklog;

        // A client that connects again under its old identity takes the place of its dead connection.
        shell.Options.RouterHandover = control.Options.RouterHandover = stdin.Options.RouterHandover = true;
        Bind(shell, connection.Address(connection.ShellPort));
        Bind(control, connection.Address(connection.ControlPort));
        Bind(stdin, connection.Address(connection.StdinPort));
        Bind(heartbeat, connection.Address(connection.HbPort));
        Bind(iopub, connection.Address(connection.IopubPort));
        poller = [shell, control, stdin, heartbeat, outgoing];
        control.ReceiveReady += (_, _) => Receive(control, JupyterChannel.Control);
        shell.ReceiveReady += (_, _) => Receive(shell, JupyterChannel.Shell);
        stdin.ReceiveReady += (_, _) => Receive(stdin, JupyterChannel.Stdin);
        heartbeat.ReceiveReady += (_, _) => Echo();
        outgoing.ReceiveReady += (_, _) => SendAll();
    }

    /// <summary>Serves the sockets until <see cref="Stop"/>.</summary>
    public void Run() => poller.Run();

    /// <summary>Sends a message, after all that were sent before it. Any thread may call it.</summary>
    public void Send(JupyterMessage message) => outgoing.Enqueue(message);

    /// <summary>Ends <see cref="Run"/> after all that was sent has left.</summary>
    public void Stop() => outgoing.Enqueue(null);

    public void Dispose()
    {
        poller.Dispose();
        outgoing.Dispose();
        foreach (NetMQSocket socket in (NetMQSocket[])[shell, control, stdin, heartbeat, iopub])
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
                received(codec.Decode(channel, frames));
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
        while (heartbeat.TryReceiveMultipartMessage(ref frames!))
        {
            heartbeat.TrySendMultipartMessage(frames);
        }
    }

    private void SendAll()
    {
        while (outgoing.TryDequeue(out var message, TimeSpan.Zero))
        {
            if (message is null)
            {
                poller.Stop();
                return;
            }

            var frames = codec.Encode(message);
            NetMQSocket socket = message.Channel switch
            {
                JupyterChannel.Shell => shell,
                JupyterChannel.Control => control,
                JupyterChannel.Stdin => stdin,
                _ => iopub,
            };

            // A client that has gone is no reason to wait.
            if (!socket.TrySendMultipartMessage(frames))
            {
                KernelLog.Write($"could not send {message.Type} on {message.Channel}");
            }
        }
    }
}
