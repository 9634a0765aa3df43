namespace DiffusionCourse.ReferenceServer;

/// <summary>A tensor on the wire.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Its type, as the protocol names it.</param>
/// <param name="Shape">Its shape; -1 for free in metadata.</param>
/// <param name="Bytes">Its values, little-endian; empty in metadata.</param>
internal sealed record Tensor(string Name, string Datatype, long[] Shape, byte[] Bytes)
{
    public static int SizeOf(string datatype) => datatype switch
    {
        "FP16" or "INT16" => 2,
        "FP64" or "INT64" => 8,
        "BOOL" or "INT8" => 1,
        _ => 4,
    };

    public long Count => Shape.Aggregate(1L, (product, side) => product * side);
}
