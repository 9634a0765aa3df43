using System.Runtime.InteropServices;
using DiffusionCourse.Notebooks.Jupyter.Installation;
using DiffusionCourse.Notebooks.Jupyter.Wire;
using NetMQ;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>
/// The kernel: Jupyter's messaging protocol 5.4 over the process that runs the cells. The thread that calls <see cref="Run"/> owns
/// the sockets and answers what comes on control; the requests of the shell are answered in order on another.
/// </summary>
public sealed class JupyterKernel : IDisposable
{
    private readonly KernelCells _cells;
    private readonly InputChannel _input;
    private readonly KernelSockets _sockets;
    private readonly ShellRequests _shell;
    private readonly ControlRequests _control;
    private readonly Outbox _outbox;
    private readonly CancellationTokenSource _stopping = new();

    private JupyterKernel(ConnectionInfo connection)
    {
        _outbox = new Outbox(message => _sockets!.Send(message));
        _input = new InputChannel(_outbox);

        // First of all, because it takes the longest: it warms up while the sockets are opened.
        _cells = new KernelCells(_input.ReadLineAsync);
        _shell = new ShellRequests(_cells, _outbox, _input);
        _control = new ControlRequests(_outbox, _cells.Interrupt, Stop);
        _sockets = new KernelSockets(connection, Receive);
    }

    /// <summary>Serves clients until one of them, a signal, or the end of the parent process ends it.</summary>
    /// <param name="connectionFile">The file that says where to listen; Jupyter writes it.</param>
    /// <exception cref="ConnectionException">The file is malformed, or a port is taken.</exception>
    public static int Run(string connectionFile)
    {
        using var use = KernelProgram.Use();
        using var kernel = new JupyterKernel(ConnectionInfo.Read(connectionFile));
        kernel.Serve();
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sockets.Dispose();
        NetMQConfig.Cleanup();
        _cells.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    private void Serve()
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // Some clients send it to a kernel that asked for messages; it never ends the kernel.
            signal.Cancel = true;
            _cells.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            Stop();
        });
        ParentProcess.Watch(Stop, _stopping.Token);
        _outbox.Status(null, "starting");
        var requests = Task.Run(_shell.RunAsync);
        _sockets.Run();
        _stopping.Cancel();
    }

    private void Receive(JupyterMessage message)
    {
        switch (message.Channel)
        {
            case JupyterChannel.Stdin when message.Type == "input_reply":
                _input.Take(message);
                break;
            case JupyterChannel.Control:
                _control.Answer(message);
                break;
            case JupyterChannel.Shell when message.Type == "shutdown_request":
                // Clients before protocol 5.3 ask for it there.
                _control.Answer(message);
                break;
            case JupyterChannel.Shell:
                _shell.Add(message);
                break;
            default:
                KernelLog.Write($"ignored a message of type '{message.Type}' on stdin");
                break;
        }
    }

    private void Stop()
    {
        _shell.Stop();
        _sockets.Stop();
    }
}
