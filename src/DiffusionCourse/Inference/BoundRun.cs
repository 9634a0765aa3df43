using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>A session with its inputs and outputs bound once: each run on the CPU allocates nothing.</summary>
internal sealed class BoundRun : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly OrtIoBinding _binding;
    private readonly (TensorSignature Signature, TensorBuffer Buffer)[] _inputs;
    private readonly int[] _versions;

    public BoundRun(OnnxGraph graph, IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, TensorBuffer result)
    {
        _graph = graph;
        _inputs = [.. inputs];
        _versions = new int[_inputs.Length];
        _binding = graph.Session.CreateIoBinding();
        for (int i = 0; i < _inputs.Length; i++)
        {
            Bind(i);
        }

        _binding.BindOutput(output.Name, result.Value);
    }

    /// <summary>Runs the graph on what the bound buffers hold now.</summary>
    /// <exception cref="OperationCanceledException">The options were told to terminate.</exception>
    /// <exception cref="DeviceMemoryException">Memory did not suffice.</exception>
    public void Run(RunOptions options)
    {
        if (_graph.Device.RefusesMemory?.Invoke(_graph.FilePath, _inputs[0].Buffer.Length) == true)
        {
            throw new DeviceMemoryException("memory was refused");
        }

        try
        {
            BindWhatChanged();
            _binding.SynchronizeBoundInputs();
            _graph.Session.RunWithBinding(options, _binding);
            _binding.SynchronizeBoundOutputs();
        }
        catch (OnnxRuntimeException) when (options.Terminate)
        {
            throw new OperationCanceledException("The generation was cancelled inside the model.");
        }
        catch (OnnxRuntimeException error) when (DeviceMemoryException.IsMeantBy(error))
        {
            throw new DeviceMemoryException(RuntimeMessage.Of(error), error);
        }
    }

    public void Dispose() => _binding.Dispose();

    // The CPU reads a bound buffer in place. A GPU has a copy from the moment of binding, which stays there until bound again: the text
    // is copied once a picture, the sample and timestep at each call.
    private void BindWhatChanged()
    {
        if (!_graph.Device.IsCuda)
        {
            return;
        }

        for (int i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i].Buffer.Version != _versions[i])
            {
                Bind(i);
            }
        }
    }

    private void Bind(int i)
    {
        _versions[i] = _inputs[i].Buffer.Version;
        _binding.BindInput(_inputs[i].Signature.Name, _inputs[i].Buffer.Value);
    }
}
