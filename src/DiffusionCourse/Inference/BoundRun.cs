using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>A session with its inputs and outputs bound once: each run on the CPU allocates nothing.</summary>
internal sealed class BoundRun : IDisposable
{
    private const int NeverBound = -1;
    private readonly OnnxGraph _graph;
    private readonly OrtIoBinding _binding;
    private readonly (TensorSignature Signature, TensorBuffer Buffer)[] _inputs;
    private readonly int[] _versions;

    public BoundRun(OnnxGraph graph, IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, TensorBuffer result)
    {
        _graph = graph;
        _inputs = [.. inputs];
        _versions = [.. _inputs.Select(_ => NeverBound)];
        _binding = graph.Session.CreateIoBinding();
        _binding.BindOutput(output.Name, result.Value);
    }

    /// <summary>Runs the graph on what the bound buffers hold now.</summary>
    /// <exception cref="OperationCanceledException">The options were told to terminate.</exception>
    /// <exception cref="DeviceMemoryException">Memory did not suffice.</exception>
    public void Run(RunOptions options)
    {
        _graph.RefuseMemoryInTests(_inputs[0].Buffer.Length);
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

    // The CPU reads a bound buffer in place. A GPU has a copy from the moment of binding, which stays there until bound again, and binding
    // takes memory there: the text is copied once a picture, the sample and timestep at each call.
    private void BindWhatChanged()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            int version = _inputs[i].Buffer.Version;
            if (_versions[i] == NeverBound || (_graph.Device.IsCuda && _versions[i] != version))
            {
                _binding.BindInput(_inputs[i].Signature.Name, _inputs[i].Buffer.Value);
                _versions[i] = version;
            }
        }
    }
}
