using DiffusionCourse.Notebooks.Worker;

namespace DiffusionCourse.Notebooks;

/// <summary>
/// This assembly as a program is the worker: the process in which the cells of one notebook run. The host starts it and
/// speaks to it over two pipes, so that a cell can be stopped, crash or run for ever without taking the host with it.
/// </summary>
internal static class Program
{
    public const string WorkerVerb = "worker";
    public const string KernelVerb = "kernel";

    private static int Main(string[] arguments)
    {
        if (arguments is not [WorkerVerb, var commandPipe, var eventPipe])
        {
            Console.Error.WriteLine("This is the process in which `course` runs the cells of a notebook. Use `course run`.");
            return 2;
        }

        // Before any method that names a Roslyn type is compiled: those assemblies are found only through this.
        AssemblyResolution.Install();
        return WorkerLoop.Run(commandPipe, eventPipe);
    }
}
