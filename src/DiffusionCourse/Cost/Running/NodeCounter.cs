using System.Collections.Frozen;
using System.Text.RegularExpressions;
using DiffusionCourse.Models.Onnx;

namespace DiffusionCourse.Cost.Running;

/// <summary>
/// Multiply-accumulates of the nodes of a run, from their shapes. What shapes do not tell, since the runtime pads channels to
/// whole vectors and keeps packed weights to itself, is taken from the graph file.
/// </summary>
internal sealed partial class NodeCounter(OnnxFile file, IEnumerable<ExecutedNode> run)
{
    private const string Blocked = "_nchwc";

    private readonly HashSet<(long Queries, long Keys)> _scores =
        [
            .. run.Where(node =>
                node.Operator.Contains("Softmax", StringComparison.Ordinal) && node.Output is not null).Select(node => node.Output!.Matrix)
        ];

    /// <summary>
    /// The work of a node, one entry for each kind; null where the operator, or what it needs to be counted, is not known.
    /// </summary>
    public IReadOnlyList<Work>? Count(ExecutedNode node)
    {
        var name = node.Operator;
        return OperatorNames.Convolutions.Contains(name) ? Convolution(node)
            : OperatorNames.TransposedConvolutions.Contains(name) ? TransposedConvolution(node)
            : OperatorNames.MatrixProducts.Contains(name) ? MatrixProduct(node)
            : OperatorNames.Gemms.Contains(name) ? Gemm(node)
            : name == "Einsum" ? Einsum(node)
            : name is "Attention" or "QAttention" or "MultiHeadAttention" ? AttentionRules.Count(node)
            : OperatorNames.Normalizations.Contains(name) ? [new(OperationKind.Normalization, 0)]
            : name == "Gather" && IsEmbedding(node) ? [new(OperationKind.Embedding, 0)]
            : OperatorNames.ElementWise.Contains(name) ? [new(OperationKind.ElementWise, 0)]
            : null;
    }

    private static bool IsEmbedding(ExecutedNode node)
        => node is { Inputs: [{ Rank: 2, Type: "float" or "float16" }, ..], Output.Type: "float" or "float16" };

    // Each output position takes every weight of its group's filters once: positions x weights, in any layout.
    private Work[]? Convolution(ExecutedNode node)
    {
        if (node.Output is not { Rank: >= 3 } output)
        {
            return null;
        }

        var shown = node.Inputs.Skip(1).FirstOrDefault(shape => shape.Rank == output.Rank);
        var weights = Weights(node, OperatorNames.Convolutions) ?? shown?.Dimensions;
        if (weights is null)
        {
            return null;
        }

        // Blocked layouts pad the channels and leave them in front; others that the runtime chooses put them last.
        var channelsLast = !node.Name.EndsWith(Blocked, StringComparison.Ordinal) && output.Dimensions[1] != weights[0]
            && output.FromEnd(1) == weights[0];
        var channels = channelsLast ? output.FromEnd(1) : output.Dimensions[1];
        return [
            Weighted(
                OperationKind.Convolution, output.Elements / Math.Max(1, channels) * Product(weights), shown is null ? Product(weights) : 0)
        ];
    }

    // Each input position gives to every weight of its channel once.
    private Work[]? TransposedConvolution(ExecutedNode node)
    {
        if (node.Inputs is not [{ Rank: >= 3 } input, ..])
        {
            return null;
        }

        var shown = node.Inputs.Skip(1).FirstOrDefault(shape => shape.Rank == input.Rank);
        var weights = Weights(node, OperatorNames.TransposedConvolutions) ?? shown?.Dimensions;
        return weights is null ? null
            : [
                Weighted(
                    OperationKind.Convolution, input.Elements / Math.Max(1, input.Dimensions[1]) * Product(weights),
                    shown is null ? Product(weights) : 0)
            ];
    }

    private Work[]? MatrixProduct(ExecutedNode node)
    {
        if (node is not { Inputs: [{ Rank: >= 1 } left, ..], Output: { } output })
        {
            return null;
        }

        var right = node.Inputs.Skip(1).FirstOrDefault(shape => shape.Rank >= 2);
        var inner = node.Operator is "FusedMatMul" or "TransposeMatMul" && left.Rank >= 2 ? Inner(left, output) : left.FromEnd(1);
        var operations = output.Elements * inner;
        return right is null or { Rank: 2 } ? [Weighted(OperationKind.Linear, operations, right is null ? output.FromEnd(1) * inner : 0)]
            : [new(Attention(left, output), operations)];
    }

    // The left side may be transposed: its two last dimensions are the rows of the output and the inner one, in either order.
    private static long Inner(TensorShape left, TensorShape output)
    {
        var (rows, columns) = left.Matrix;
        return columns != output.FromEnd(2) || rows == output.FromEnd(2) ? columns : rows;
    }

    private static Work[]? Gemm(ExecutedNode node)
        => node is not { Inputs: [{ Rank: 2 } left, ..], Output: { Rank: 2 } output } || output.Dimensions[0] == 0 ? null
        : [
            Weighted(
                OperationKind.Linear, output.Elements * (left.Elements / output.Dimensions[0]),
                node.Inputs.Skip(1).Any(shape => shape.Rank == 2) ? 0 : left.Elements / output.Dimensions[0] * output.Dimensions[1])
        ];

    private Work[]? Einsum(ExecutedNode node)
    {
        if (
            node.Inputs.Count != 2 || file.NodeNamed(node.Name)?.Equation is not { } equation
                || equation.Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        var operands = equation.Replace(" ", "", StringComparison.Ordinal).Split("->")[0].Split(',');
        if (operands.Length != 2 || operands.Where((labels, i) => labels.Length != node.Inputs[i].Rank).Any())
        {
            return null;
        }

        var sizes = new Dictionary<char, long>();
        foreach (var (labels, shape) in operands.Zip(node.Inputs))
        {
            for (var i = 0; i < labels.Length; i++)
            {
                sizes[labels[i]] = Math.Max(sizes.GetValueOrDefault(labels[i], 1), shape.Dimensions[i]);
            }
        }

        var kind = node.Inputs[1].Rank <= 2 ? OperationKind.Linear : Attention(node.Inputs[0], node.Output!);
        return [new(kind, sizes.Values.Aggregate(1L, (product, size) => product * size))];
    }

    // Scores (queries x keys) are what a product gives to the softmax, or takes from it. Equal numbers of both mean self-attention.
    private OperationKind Attention(TensorShape left, TensorShape output)
    {
        var scores = _scores.Contains(output.Matrix) ? output : left;
        return AttentionRules.Kind(scores.Matrix.Rows, scores.Matrix.Columns);
    }

    /// <summary>
    /// The true shape of a convolution's weights, found in the file by the node's name or, for nodes that were rewritten, by their
    /// output's.
    /// </summary>
    private IReadOnlyList<long>? Weights(ExecutedNode executed, FrozenSet<string> operators)
    {
        const int MostHops = 3;
        var name = CopySuffix().Replace(executed.Name, "");
        var node = file.NodeNamed(name)
            ?? (name.EndsWith(Blocked, StringComparison.Ordinal) ? file.NodeThatWrites(name[..^Blocked.Length]) : null);
        for (var hop = 0; node is not null && hop < MostHops; hop++)
        {
            if (operators.Contains(node.Operator))
            {
                // Quantised ones state scale and zero point of the input before the weights.
                var index = node.Operator.StartsWith("QLinear", StringComparison.Ordinal) ? 3 : 1;
                return node.Inputs.Count > index ? file.Constant(node.Inputs[index])?.Dimensions : null;
            }

            // An activation was fused in, and gave the node its output.
            node = node.Inputs.Count > 0 ? file.NodeThatWrites(node.Inputs[0]) : null;
        }

        return null;
    }

    [GeneratedRegex(@"_token_\d+$")]
    private static partial Regex CopySuffix();

    private static Work Weighted(OperationKind kind, long operations, long packed) => new(kind, operations, packed);

    private static long Product(IReadOnlyList<long> dimensions) => dimensions.Aggregate(1L, (product, size) => product * size);
}
