using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>Starts the worker: this assembly as a process of its own, with a pipe each way.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>The first argument of the program that makes it a worker.</summary>
    public const string Verb = "worker";

    private static readonly Lock StartGate = new();

    private readonly AnonymousPipeServerStream _commandPipe = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _eventPipe = new(PipeDirection.In, HandleInheritability.Inheritable);

    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(string workingDirectory, IReadOnlyDictionary<string, string?> environment)
    {
        var worker = typeof(WorkerProcess).Assembly.Location;
        var folder = Path.GetDirectoryName(worker)!;
        var start = new ProcessStartInfo(DotnetPath())
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "exec",
                "--depsfile", Path.Combine(folder, "worker.deps.json"),
                "--runtimeconfig", Path.ChangeExtension(worker, ".runtimeconfig.json"),
                worker,
                Verb,
                _commandPipe.GetClientHandleAsString(),
                _eventPipe.GetClientHandleAsString(),
            },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        Process = new Process { StartInfo = start, EnableRaisingEvents = true };
        Process.Exited += (_, _) => _exited.TrySetResult();
        Commands = new MessageWriter<WorkerCommand>(_commandPipe, ProtocolJson.Default.WorkerCommand);
    }

    public Process Process { get; }

    /// <summary>Completes when the process itself has ended, whatever it may have started.</summary>
    public Task Exited => _exited.Task;

    public MessageWriter<WorkerCommand> Commands { get; }

    public Stream Events => _eventPipe;

    public static WorkerProcess Start(string workingDirectory, IReadOnlyDictionary<string, string?> environment)
    {
        // One at a time: another process started meanwhile would inherit the pipes and keep them open.
        lock (StartGate)
        {
            var worker = new WorkerProcess(workingDirectory, environment);
            try
            {
                worker.Process.Start();
            }
            catch
            {
                worker.Dispose();
                throw;
            }

            worker._commandPipe.DisposeLocalCopyOfClientHandle();
            worker._eventPipe.DisposeLocalCopyOfClientHandle();
            worker.Process.StandardInput.Close();
            return worker;
        }
    }

    /// <summary>Ends the process and what it started, at once.</summary>
    public void Kill()
    {
        try
        {
            Process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    public void Dispose()
    {
        _commandPipe.Dispose();
        _eventPipe.Dispose();
        Process.Dispose();
    }

    /// <summary>The dotnet that runs this process.</summary>
    public static string DotnetPath()
    {
        // shared/Microsoft.NETCore.App/10.0.0 lies three folders below the dotnet that started this process.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var path = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(path) ? path : "dotnet";
    }
}
