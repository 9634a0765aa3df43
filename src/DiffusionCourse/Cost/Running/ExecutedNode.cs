namespace DiffusionCourse.Cost.Running;

/// <summary>One node of one run, as ONNX Runtime's profile states it.</summary>
/// <param name="Name">Its name after the runtime's rewriting.</param>
/// <param name="Operator">The operator that ran, such as Conv or FusedMatMul.</param>
/// <param name="Inputs">What it read. Weights that the runtime has packed for itself are missing.</param>
/// <param name="Outputs">What it wrote.</param>
/// <param name="Bytes">Bytes of activations and weights that it read, and of what it wrote; packed weights are missing.</param>
/// <param name="Microseconds">How long it took.</param>
internal sealed record ExecutedNode(
    string Name, string Operator, IReadOnlyList<TensorShape> Inputs, IReadOnlyList<TensorShape> Outputs, long Bytes, long Microseconds)
{
    public TensorShape? Output => Outputs.Count > 0 ? Outputs[0] : null;
}
