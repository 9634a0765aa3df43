namespace DiffusionCourse.Cost;

/// <summary>One operation of a network and what it costs.</summary>
/// <param name="Name">Where it stands, such as "down 1 / transformer / self-attention".</param>
/// <param name="Kind">What it is.</param>
/// <param name="Resolution">The positions that it gives.</param>
/// <param name="Cost">Its cost for one sample.</param>
public sealed record OperationCost(string Name, OperationKind Kind, Resolution Resolution, OperationTotal Cost);
