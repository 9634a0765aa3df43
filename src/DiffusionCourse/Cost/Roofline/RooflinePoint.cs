namespace DiffusionCourse.Cost;

/// <summary>Where a network stands under a roofline.</summary>
/// <param name="Name">The network.</param>
/// <param name="Intensity">Floating-point operations for each byte of weights and activations.</param>
/// <param name="GFlopPerSecond">What it reached.</param>
public sealed record RooflinePoint(string Name, double Intensity, double GFlopPerSecond)
{
    /// <summary>The point of a network that was run: the bytes are those that its nodes read and wrote.</summary>
    /// <param name="network">The network.</param>
    public static RooflinePoint Of(NetworkProfile network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(network.Name, 2.0 * network.Total.MultiplyAccumulates / network.Total.Bytes, network.GFlopPerSecond);
    }
}
