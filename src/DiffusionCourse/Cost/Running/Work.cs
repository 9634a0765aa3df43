namespace DiffusionCourse.Cost.Running;

/// <summary>Multiply-accumulates of one kind in a node.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="MultiplyAccumulates">How many, by the rule of <see cref="NetworkCost"/>.</param>
/// <param name="PackedWeights">Weights that were read and that the profile leaves out, as the runtime keeps them in a form of its
/// own.</param>
internal readonly record struct Work(OperationKind Kind, long MultiplyAccumulates, long PackedWeights = 0);
