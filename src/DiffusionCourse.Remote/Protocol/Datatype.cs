using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Remote;

/// <summary>The protocol's names of element types.</summary>
internal static class Datatype
{
    private static readonly (string Name, TensorElementType Type)[] All =
    [
        ("FP32", TensorElementType.Float), ("FP16", TensorElementType.Float16), ("FP64", TensorElementType.Double),
        ("INT32", TensorElementType.Int32), ("INT64", TensorElementType.Int64), ("INT8", TensorElementType.Int8),
        ("INT16", TensorElementType.Int16), ("UINT8", TensorElementType.UInt8), ("UINT16", TensorElementType.UInt16),
        ("UINT32", TensorElementType.UInt32), ("UINT64", TensorElementType.UInt64), ("BOOL", TensorElementType.Bool),
        ("BF16", TensorElementType.BFloat16), ("BYTES", TensorElementType.String),
    ];

    public static string NameOf(TensorElementType type) => Array.Find(All, entry => entry.Type == type).Name;

    /// <summary>The type of a name; one that no network of ours has where the name is unknown.</summary>
    public static TensorElementType Parse(string? name)
        => Array.Find(All, entry => entry.Name == name) is { Name: not null } found ? found.Type : TensorElementType.DataTypeMax;
}
