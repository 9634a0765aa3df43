namespace DiffusionCourse.ReferenceServer;

/// <summary>A call that came.</summary>
/// <param name="Network">The network that was named.</param>
/// <param name="Id">The request's id.</param>
/// <param name="Shapes">Shapes of the inputs, by name.</param>
/// <param name="Outputs">Outputs that were asked for.</param>
/// <param name="Bytes">Bytes of the message.</param>
/// <param name="Transport">grpc, binary or json.</param>
public sealed record CallRecord(
    string Network, string Id, IReadOnlyDictionary<string, long[]> Shapes, IReadOnlyList<string> Outputs, long Bytes, string Transport);
