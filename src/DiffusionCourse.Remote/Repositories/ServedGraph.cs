using DiffusionCourse.Inference;

namespace DiffusionCourse.Remote;

/// <summary>A network of a repository as its configuration states it.</summary>
/// <param name="Name">Its name on the server, and its folder's.</param>
/// <param name="MaxBatchSize">Rows that may be merged; 0 where the graph's own first dimension is all there is.</param>
/// <param name="Inputs">The graph's inputs.</param>
/// <param name="Outputs">The graph's outputs.</param>
/// <param name="WarmUp">Shapes that are run before the server says that it is ready, batch included: one for each input.</param>
/// <param name="Reason">Why its rows are not merged; null where they are.</param>
internal sealed record ServedGraph(
    string Name, int MaxBatchSize, IReadOnlyList<TensorSignature> Inputs, IReadOnlyList<TensorSignature> Outputs,
    IReadOnlyList<long[]> WarmUp, string? Reason);
