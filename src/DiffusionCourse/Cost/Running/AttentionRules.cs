namespace DiffusionCourse.Cost.Running;

/// <summary>Attention that a runtime or an export has fused into one node.</summary>
internal static class AttentionRules
{
    public static OperationKind Kind(long queries, long keys)
        => queries == keys ? OperationKind.SelfAttention : OperationKind.CrossAttention;

    /// <summary>Both products of a fused node, and its projections where it holds them; null where the shapes fit no known form.</summary>
    public static Work[]? Count(ExecutedNode node) => node switch
    {
        { Operator: "MultiHeadAttention", Inputs: [{ Rank: 5 } packed, ..] } => PackedAll(packed),
        { Operator: "MultiHeadAttention", Inputs: [{ Rank: 3 } queries, { Rank: 5 } packed, ..] }
            => Products(queries.Dimensions[0], queries.Dimensions[1], packed.Dimensions[1], queries.FromEnd(1), queries.FromEnd(1)),
        { Operator: "MultiHeadAttention", Inputs: [{ Rank: 3 } queries, { Rank: >= 3 } keys, ..], Output: { Rank: 3 } output } => Products(
            queries.Dimensions[0], queries.Dimensions[1], keys.Rank == 4 ? keys.Dimensions[2] : keys.Dimensions[1], queries.FromEnd(1),
            output.FromEnd(1)),
        { Operator: "Attention", Inputs: [{ Rank: 4 } queries, { Rank: 4 } keys, ..], Output: { Rank: 4 } output } => Products(
            queries.Dimensions[0], queries.Dimensions[2], keys.Dimensions[2], queries.Dimensions[1] * queries.Dimensions[3],
            output.Dimensions[1] * output.Dimensions[3]),
        { Operator: "Attention", Inputs: [{ Rank: 3 } queries, { Rank: 3 } keys, ..], Output: { Rank: 3 } output }
            => Products(queries.Dimensions[0], queries.Dimensions[1], keys.Dimensions[1], queries.FromEnd(1), output.FromEnd(1)),
        { Operator: "Attention" or "QAttention", Inputs: [{ Rank: 3 } input, ..], Output: { Rank: 3 } output }
            => WithProjections(node, input, output),
        _ => null,
    };

    // queries, keys and values side by side: batch, sequence, heads, 3, width of a head.
    private static Work[] PackedAll(TensorShape packed)
        => Products(
            packed.Dimensions[0], packed.Dimensions[1], packed.Dimensions[1], packed.Dimensions[2] * packed.Dimensions[4],
            packed.Dimensions[2] * packed.Dimensions[4]);

    // com.microsoft.Attention makes queries, keys and values of one input: its weights are (or were, before packing) width x their sum.
    private static Work[] WithProjections(ExecutedNode node, TensorShape input, TensorShape output)
    {
        var weights = node.Inputs.Skip(1).FirstOrDefault(shape => shape.Rank == 2);
        var bias = node.Inputs.Skip(1).FirstOrDefault(shape => shape is { Rank: 1, Elements: > 1 });
        var columns = weights?.FromEnd(1) ?? bias?.FromEnd(1) ?? (3 * output.FromEnd(1));
        long values = output.FromEnd(1), sequence = input.Dimensions[1];
        return
        [
            new(OperationKind.Linear, input.Elements * columns, weights is null ? input.FromEnd(1) * columns : 0),
            .. Products(input.Dimensions[0], sequence, sequence, (columns - values) / 2, values),
        ];
    }

    private static Work[] Products(long batch, long queries, long keys, long width, long valueWidth)
        => [new(Kind(queries, keys), batch * queries * keys * (width + valueWidth))];
}
