using DiffusionCourse.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Inference;

/// <summary>A session's memory on its device: room for tensors that stay where they are, and graphs that copy to and from them.</summary>
internal sealed class DeviceMemory : IDisposable
{
    private readonly InferenceDevice _device;
    private readonly OrtMemoryInfo? _kind;
    private readonly OrtAllocator _allocator;
    private readonly Dictionary<(TensorElementType Type, int Rank), InferenceSession> _copiers = [];
    private int _runs;

    public DeviceMemory(InferenceSession session, InferenceDevice device)
    {
        _device = device with { Replays = false };
        _kind = device.IsCuda
            ? new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, device.Cuda.DeviceId, OrtMemType.Default)
            : null;
        _allocator = new OrtAllocator(session, _kind ?? OrtMemoryInfo.DefaultInstance);
    }

    /// <summary>Held while a session runs whose kernels are recorded: CUDA records one run at a time.</summary>
    public Lock Gate { get; } = new();

    /// <summary>A number that no other run of the session has, from 1.</summary>
    public int NextRun() => Interlocked.Increment(ref _runs);

    /// <summary>Room on the device for a tensor like that of a buffer.</summary>
    public OrtValue Allocate(TensorBuffer like) => OrtValue.CreateAllocatedTensorValue(_allocator, like.Type, like.Shape);

    /// <summary>
    /// A session over a graph from x to y that copies tensors of a buffer's type and rank. OrtEnv.CopyTensors would do it too, but only
    /// where CUDA was registered as a library by its path.
    /// </summary>
    public InferenceSession CopierOf(TensorBuffer buffer)
    {
        lock (_copiers)
        {
            var key = (buffer.Type, buffer.Shape.Length);
            return _copiers.TryGetValue(key, out var known) ? known : _copiers[key] = OpenCopier(buffer.Type, buffer.Shape.Length);
        }
    }

    public void Dispose()
    {
        foreach (var copier in _copiers.Values)
        {
            copier.Dispose();
        }

        _allocator.Dispose();
        _kind?.Dispose();
    }

    private InferenceSession OpenCopier(TensorElementType type, int rank)
    {
        // Both count element types as onnx.proto does; a size of 0 is free.
        var (element, sizes) = ((OnnxElementType)(int)type, new long[rank]);
        using var options = SessionSettings.Create(_device, threads: 1);
        return new(
            new OnnxGraphBuilder().Input("x", element, sizes).Node("Identity", ["x"], ["y"]).Output("y", element, sizes).ToModel(),
            options);
    }
}
