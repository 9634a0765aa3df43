using DiffusionCourse.Inference;

namespace DiffusionCourse.Remote;

/// <summary>One call of a network.</summary>
/// <param name="Network">Its name on the server.</param>
/// <param name="Id">Comes back with the answer, and stands in the server's log: some servers want one.</param>
/// <param name="Inputs">What it is given.</param>
/// <param name="Output">The one output that is asked for.</param>
internal sealed record InferenceCall(
    string Network, string Id, IReadOnlyList<(TensorSignature Signature, TensorBuffer Buffer)> Inputs, TensorSignature Output);
