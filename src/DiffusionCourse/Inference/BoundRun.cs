using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>A session with its inputs and outputs bound once: each run allocates nothing.</summary>
internal sealed class BoundRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;

    public BoundRun(OnnxGraph graph, IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, TensorBuffer result)
    {
        _session = graph.Session;
        _binding = _session.CreateIoBinding();
        foreach (var (signature, buffer) in inputs)
        {
            _binding.BindInput(signature.Name, buffer.Value);
        }

        _binding.BindOutput(output.Name, result.Value);
    }

    /// <summary>Runs the graph on what the bound buffers hold now.</summary>
    /// <exception cref="OperationCanceledException">The options were told to terminate.</exception>
    public void Run(RunOptions options)
    {
        try
        {
            _binding.SynchronizeBoundInputs();
            _session.RunWithBinding(options, _binding);
            _binding.SynchronizeBoundOutputs();
        }
        catch (OnnxRuntimeException) when (options.Terminate)
        {
            throw new OperationCanceledException("The generation was cancelled inside the model.");
        }
    }

    public void Dispose() => _binding.Dispose();
}
