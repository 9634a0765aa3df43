using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>A buffer's counterpart at a fixed place on the device.</summary>
internal sealed class DeviceTensor : IDisposable
{
    private const int NeverSent = -1;
    private readonly TensorBuffer _buffer;
    private readonly InferenceSession _copier;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private int _version = NeverSent;

    private DeviceTensor(DeviceMemory memory, TensorBuffer buffer)
    {
        _buffer = buffer;
        _copier = memory.CopierOf(buffer);
        Value = memory.Allocate(buffer);
        _binding = _copier.CreateIoBinding();
    }

    public OrtValue Value { get; }

    /// <summary>What a buffer holds, on the device.</summary>
    public static DeviceTensor From(DeviceMemory memory, TensorBuffer buffer)
    {
        var tensor = new DeviceTensor(memory, buffer);
        tensor._binding.BindOutput("y", tensor.Value);
        return tensor;
    }

    /// <summary>What the device makes, for a buffer.</summary>
    public static DeviceTensor To(DeviceMemory memory, TensorBuffer buffer)
    {
        var tensor = new DeviceTensor(memory, buffer);
        tensor._binding.BindInput("x", tensor.Value);
        tensor._binding.BindOutput("y", buffer.Value);
        return tensor;
    }

    /// <summary>Copies the buffer to the device where it was written since the last time.</summary>
    public void Send()
    {
        if (_version == _buffer.Version)
        {
            return;
        }

        // Binding is what copies to a GPU.
        _binding.BindInput("x", _buffer.Value);
        Copy();
        _version = _buffer.Version;
    }

    /// <summary>Copies from the device into the buffer.</summary>
    public void Fetch() => Copy();

    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        Value.Dispose();
    }

    private void Copy()
    {
        _binding.SynchronizeBoundInputs();
        _copier.RunWithBinding(_options, _binding);
        _binding.SynchronizeBoundOutputs();
    }
}
