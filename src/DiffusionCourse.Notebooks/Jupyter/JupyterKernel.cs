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
    private readonly KernelCells cells;
    private readonly InputChannel input;
    private readonly KernelSockets sockets;
    private readonly ShellRequests shell;
    private readonly ControlRequests control;
    private readonly Outbox outbox;
    private readonly CancellationTokenSource stopping = new();

    private JupyterKernel(ConnectionInfo connection)
    {
        outbox = new Outbox(message => sockets!.Send(message));
        input = new InputChannel(outbox);

        // First of all, because it takes the longest: it warms up while the sockets are opened.
        cells = new KernelCells(input.ReadLineAsync);
        shell = new ShellRequests(cells, outbox, input);
        control = new ControlRequests(outbox, cells.Interrupt, Stop);
        sockets = new KernelSockets(connection, Receive);
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
        sockets.Dispose();
        NetMQConfig.Cleanup();
        cells.DisposeAsync().AsTask().GetAwaiter().GetResult();
        stopping.Dispose();
    }

    private void Serve()
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // Some clients send it to a kernel that asked for messages; it never ends the kernel.
            signal.Cancel = true;
            cells.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            Stop();
        });
        ParentProcess.Watch(Stop, stopping.Token);
        outbox.Status(null, "starting");
        var requests = Task.Run(shell.RunAsync);
        sockets.Run();
        stopping.Cancel();
    }

    private void Receive(JupyterMessage message)
    {
        switch (message.Channel)
        {
            case JupyterChannel.Stdin when message.Type == "input_reply":
                input.Take(message);
                break;
            case JupyterChannel.Control:
                control.Answer(message);
                break;
            case JupyterChannel.Shell when message.Type == "shutdown_request":
                // Clients before protocol 5.3 ask for it there.
                control.Answer(message);
                break;
            case JupyterChannel.Shell:
                shell.Add(message);
                break;
            default:
                KernelLog.Write($"ignored a message of type '{message.Type}' on stdin");
                break;
        }
    }

    private void Stop()
    {
        shell.Stop();
        sockets.Stop();
    }
}
