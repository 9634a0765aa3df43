namespace DiffusionCourse.Pipelines;

/// <summary>One use of a pipeline's parts, ended once however often it is disposed.</summary>
internal sealed class PipelineUse(Action end) : IDisposable
{
    private Action? _end = end;

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
