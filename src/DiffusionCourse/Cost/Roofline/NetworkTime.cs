using DiffusionCourse.Cost.Roofline;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Cost;

/// <summary>The predicted time of a network. Times of one call are means over all calls.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Calls">How often it is called; each of two evaluations in a batch is one.</param>
/// <param name="Arithmetic">Of one call, the time of arithmetic: where both overlap, of operations that the matrix rate limits.</param>
/// <param name="Memory">Of one call, the time of weights and activations: where both overlap, of operations that the memory rate
/// limits.</param>
/// <param name="Overhead">Of one call, the time of starting operations.</param>
/// <param name="AtEfficiency">Of one call, its arithmetic at the share of the matrix rate that the device's efficiency states.</param>
public sealed record NetworkTime(string Network, int Calls, TimeSpan Arithmetic, TimeSpan Memory, TimeSpan Overhead, TimeSpan AtEfficiency)
{
    /// <summary>Of one call, what the rates say: no device is faster.</summary>
    public TimeSpan Roofline => Arithmetic + Memory + Overhead;

    /// <summary>One call.</summary>
    public TimeSpan OneCall => AtEfficiency > Roofline ? AtEfficiency : Roofline;

    /// <summary>
    /// What takes most of the time: "arithmetic", "memory", "starting", or "efficiency" where that is longer than all of them.
    /// </summary>
    public string LimitedBy => AtEfficiency > Roofline ? "efficiency"
        : Overhead > Arithmetic && Overhead > Memory ? "starting"
        : Memory > Arithmetic ? "memory" : "arithmetic";

    /// <summary>All calls.</summary>
    public TimeSpan All => Calls * OneCall;

    /// <summary>
    /// How far the rates missed the worst block of layers that they were measured with, as a share of its time; null for a data sheet.
    /// </summary>
    public double? Misfit { get; init; }

    internal static NetworkTime Of(NetworkCost network, int calls, DeviceRates device)
        => Of(network.Name, calls, calls * CallTime.Of(network, device)) with { Misfit = device.Misfit };

    /// <summary>The UNet of a generation, whose calls come in pairs where guidance is active.</summary>
    internal static NetworkTime OfUNet(GenerationCost cost, DeviceRates device, GuidanceArrangement arrangement)
    {
        int pairs = cost.UNetEvaluations - cost.SchedulerCalls, singles = cost.SchedulerCalls - pairs;
        return Of(
            cost.Model.UNet.Name, cost.UNetEvaluations,
            pairs * Pair(cost.Model.UNet, device, arrangement) + singles * CallTime.Of(cost.Model.UNet, device)) with
        {
            Misfit = pairs > 0 ? PairRates(device, arrangement).Misfit : device.Misfit,
        };
    }

    /// <summary>Both evaluations of a guided step.</summary>
    internal static CallTime Pair(NetworkCost network, DeviceRates device, GuidanceArrangement arrangement)
    {
        var rates = PairRates(device, arrangement) with { Efficiency = device.Efficiency };
        return arrangement is GuidanceArrangement.ConcurrentCalls or GuidanceArrangement.SequentialCalls
            ? 2 * CallTime.Of(network, rates)
            : CallTime.Of(network, rates, samples: 2);
    }

    private static DeviceRates PairRates(DeviceRates device, GuidanceArrangement arrangement) => arrangement switch
    {
        GuidanceArrangement.ConcurrentCalls => device.SideBySide ?? device,
        GuidanceArrangement.SequentialCalls => device,
        _ => device.BatchOfTwo ?? device,
    };

    private static NetworkTime Of(string name, int calls, CallTime all)
    {
        var one = 1.0 / Math.Max(1, calls) * all;
        return new(name, calls, one.Arithmetic, one.Memory, one.Overhead, one.AtEfficiency);
    }
}
