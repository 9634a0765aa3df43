namespace DiffusionCourse.Cost;

/// <summary>The predicted time of a network.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Calls">How often it is called.</param>
/// <param name="Arithmetic">Of one call, the time of operations that the matrix rate limits.</param>
/// <param name="Memory">Of one call, the time of operations that the memory rate limits.</param>
/// <param name="Overhead">Of one call, the time of starting operations.</param>
/// <param name="AtEfficiency">Of one call, its arithmetic at the share of the matrix rate that the device's efficiency states.</param>
public sealed record NetworkTime(string Network, int Calls, TimeSpan Arithmetic, TimeSpan Memory, TimeSpan Overhead, TimeSpan AtEfficiency)
{
    /// <summary>Of one call, what the roofline says: no device is faster than its rates.</summary>
    public TimeSpan Roofline => Arithmetic + Memory + Overhead;

    /// <summary>One call.</summary>
    public TimeSpan OneCall => AtEfficiency > Roofline ? AtEfficiency : Roofline;

    /// <summary>What takes most of the time: "arithmetic", "memory", "starting", or "efficiency" where that is longer than all of them.</summary>
    public string LimitedBy => AtEfficiency > Roofline ? "efficiency"
        : Overhead > Arithmetic && Overhead > Memory ? "starting"
        : Memory > Arithmetic ? "memory" : "arithmetic";

    /// <summary>All calls.</summary>
    public TimeSpan All => Calls * OneCall;

    internal static NetworkTime Of(NetworkCost network, int calls, DeviceRates device)
    {
        double arithmetic = 0, memory = 0;
        foreach (var operation in network.Operations)
        {
            double computing = operation.Cost.GFlop / device.GFlopPerSecond;
            double moving = device.GigabytesPerSecond is { } rate ? Bytes(operation) / 1e9 / rate : 0;
            if (computing >= moving)
            {
                arithmetic += computing;
            }
            else
            {
                memory += moving;
            }
        }

        return new(network.Name, calls, TimeSpan.FromSeconds(arithmetic), TimeSpan.FromSeconds(memory), network.Operations.Count * device.OperationOverhead, TimeSpan.FromSeconds(network.Total.GFlop / (device.Efficiency * device.GFlopPerSecond)));

        // An embedding's table is looked up, not read.
        long Bytes(OperationCost operation) => operation.Cost.ActivationBytes(device.Precision) + (operation.Kind == OperationKind.Embedding ? 0 : operation.Cost.WeightBytes(device.Precision));
    }
}
