using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>A cell that was sent to the worker.</summary>
internal sealed class RunningCell(int number, Action<CellOutput> show)
{
    private readonly Lock _gate = new();

    public int Number { get; } = number;

    public TaskCompletionSource<WorkerEvent> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes an output on. The pipe and the console of the process are read on different threads.</summary>
    public void Show(CellOutput output)
    {
        lock (_gate)
        {
            show(output);
        }
    }
}
