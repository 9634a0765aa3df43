using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>
/// A run whose tensors stay at fixed places on the device, so that CUDA can record its kernels the first time and replay them as one
/// from then on (a CUDA graph). What has changed is copied there before a run, and the output back after it.
/// </summary>
internal sealed class ReplayedRun : IDisposable
{
    private const string Recording = "gpu_graph_id", NoRecording = "-1";
    private readonly OnnxGraph _graph;
    private readonly DeviceMemory _memory;
    private readonly List<DeviceTensor> _inputs = [];
    private readonly DeviceTensor _output;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private bool _records;

    public ReplayedRun(
        OnnxGraph graph, IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, TensorBuffer result)
    {
        _graph = graph;
        _memory = graph.Memory;
        _binding = graph.Session.CreateIoBinding();
        try
        {
            foreach (var (signature, buffer) in inputs)
            {
                _inputs.Add(DeviceTensor.From(_memory, buffer));
                _binding.BindInput(signature.Name, _inputs[^1].Value);
            }

            _output = DeviceTensor.To(_memory, result);
            _binding.BindOutput(output.Name, _output.Value);
        }
        catch
        {
            Dispose();
            throw;
        }

        _records = graph.Device.IsCuda;
        _options.AddRunConfigEntry(Recording, _memory.NextRun().ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Runs on what the buffers hold now.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled: before it began, since a recorded one cannot be
    /// stopped.</exception>
    public void Run(RunControl control)
    {
        control.Cancellation.ThrowIfCancellationRequested();
        lock (_memory.Gate)
        {
            _inputs.ForEach(input => input.Send());
            Run();
            _output.Fetch();
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _inputs.ForEach(input => input.Dispose());
        _output?.Dispose();
        _options.Dispose();
    }

    private void Run()
    {
        try
        {
            _graph.Session.RunWithBinding(_options, _binding);
        }
        catch (OnnxRuntimeException error) when (_records && !DeviceMemoryException.IsMeantBy(error))
        {
            _records = false;
            _options.AddRunConfigEntry(Recording, NoRecording);
            _graph.Session.RunWithBinding(_options, _binding);
            _graph.Notices.Add(
                $"CUDA could not record the kernels of '{_graph.Location}', which are launched one by one instead: "
                    + $"{RuntimeMessage.Of(error)}.");
        }
    }
}
