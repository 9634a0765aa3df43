namespace DiffusionCourse.Cost.Running;

/// <summary>A tensor as a profile states it.</summary>
internal sealed record TensorShape(string Type, IReadOnlyList<long> Dimensions)
{
    public int Rank => Dimensions.Count;

    public long Elements => Dimensions.Aggregate(1L, (product, size) => product * size);

    /// <summary>A dimension, counted from the last (1), or 1 where there are not as many.</summary>
    public long FromEnd(int position) => position <= Rank ? Dimensions[^position] : 1;

    /// <summary>Both last dimensions: a matrix of each batch.</summary>
    public (long Rows, long Columns) Matrix => (FromEnd(2), FromEnd(1));

    public override string ToString() => $"[{string.Join(',', Dimensions)}]";
}
