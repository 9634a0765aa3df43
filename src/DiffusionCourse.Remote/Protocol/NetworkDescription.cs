using DiffusionCourse.Inference;

namespace DiffusionCourse.Remote;

/// <summary>What a server says of a network: its metadata.</summary>
/// <param name="Inputs">What it takes; a free first dimension is called batch, so that tensors share it.</param>
/// <param name="Outputs">What it gives.</param>
internal sealed record NetworkDescription(IReadOnlyList<TensorSignature> Inputs, IReadOnlyList<TensorSignature> Outputs)
{
    /// <summary>A tensor as the protocol describes it.</summary>
    public static TensorSignature Tensor(string name, string? datatype, IEnumerable<long> shape)
    {
        int[] dimensions = [.. shape.Select(size => size is > 0 and <= int.MaxValue ? (int)size : -1)];
        string[] names = [.. dimensions.Select((size, axis) => axis == 0 && size < 0 ? "batch" : "")];
        return new(name, Datatype.Parse(datatype), dimensions, names);
    }

    /// <summary>Whether names, types and shapes are another's: platform and versions are the server's own affair.</summary>
    public bool IsLike(NetworkDescription other)
        => Texts(Inputs).SequenceEqual(Texts(other.Inputs)) && Texts(Outputs).SequenceEqual(Texts(other.Outputs));

    public override string ToString() => $"takes {string.Join(", ", Texts(Inputs))}; gives {string.Join(", ", Texts(Outputs))}";

    private static IEnumerable<string> Texts(IReadOnlyList<TensorSignature> tensors)
        => tensors.Select(tensor => tensor.ToString()).Order(StringComparer.Ordinal);
}
