namespace DiffusionCourse.Cost;

/// <summary>Kinds of operation as readers see them.</summary>
internal static class OperationNames
{
    public static string Of(OperationKind kind) => kind switch
    {
        OperationKind.Convolution => "convolution",
        OperationKind.Linear => "linear",
        OperationKind.SelfAttention => "self-attention",
        OperationKind.CrossAttention => "cross-attention",
        OperationKind.Normalization => "norms",
        OperationKind.ElementWise => "element-wise",
        OperationKind.Embedding => "embedding",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of operation."),
    };
}
