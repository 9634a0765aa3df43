namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>A cell that runs in .NET Interactive.</summary>
/// <param name="Token">What its events are marked with.</param>
/// <param name="Show">Takes its outputs.</param>
internal sealed record InteractiveCell(string Token, Action<CellOutput> Show)
{
    /// <summary>Null where the cell passed, else the message that it failed with.</summary>
    public TaskCompletionSource<string?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
