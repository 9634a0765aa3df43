using DiffusionCourse.Notebooks.Jupyter;
using DiffusionCourse.Notebooks.Jupyter.Installation;
using DiffusionCourse.Notebooks.Jupyter.Wire;
using DiffusionCourse.Notebooks.Serving;
using DiffusionCourse.Notebooks.Sessions;
using DiffusionCourse.Notebooks.Worker;

namespace DiffusionCourse.Notebooks;

/// <summary>
/// This assembly as a program is the worker: the process in which the cells of one notebook run. The host starts it and
/// speaks to it over two pipes, so that a cell can be stopped, crash or run for ever without taking the host with it.
/// It is also two such hosts: the Jupyter kernel, as it is installed, and the server for editors.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case [WorkerProcess.Verb, var commandPipe, var eventPipe]:
                // Before any method that names a Roslyn type is compiled: those assemblies are found only through this.
                AssemblyResolution.Install();
                return WorkerLoop.Run(commandPipe, eventPipe);
            case [NotebookServer.Verb]:
                NotebookServer.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput()).GetAwaiter().GetResult();
                return 0;
            case [KernelProgram.Verb, var connectionFile]:
                return RunKernel(connectionFile);
            default:
                Console.Error.WriteLine(
                    "This is the process in which `course` runs the cells of a notebook. Use `course run`, or `course kernel install` "
                        + "for Jupyter.");
                return 2;
        }
    }

    private static int RunKernel(string connectionFile)
    {
        try
        {
            return JupyterKernel.Run(connectionFile);
        }
        catch (ConnectionException exception)
        {
            Console.Error.WriteLine($"error: {exception.Message}");
            return 2;
        }
    }
}
