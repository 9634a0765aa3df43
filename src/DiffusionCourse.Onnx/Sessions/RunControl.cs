using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>ONNX Runtime's options for the runs of one picture; a token stops them inside the native call.</summary>
internal sealed class RunControl : IDisposable
{
    private readonly CancellationTokenRegistration _stop;

    public RunControl(CancellationToken cancellation = default)
    {
        Cancellation = cancellation;
        _stop = cancellation.Register(() => Options.Terminate = true);
    }

    public RunOptions Options { get; } = new();

    public CancellationToken Cancellation { get; }

    /// <summary>Which of several servers makes the runs, so that a picture stays with one; null before the first run, and here.</summary>
    public object? Place { get; set; }

    public void Dispose()
    {
        _stop.Dispose();
        Options.Dispose();
    }
}
