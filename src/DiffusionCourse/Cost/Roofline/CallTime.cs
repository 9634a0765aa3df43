namespace DiffusionCourse.Cost.Roofline;

/// <summary>What calls of a network are predicted to take.</summary>
internal readonly record struct CallTime(TimeSpan Arithmetic, TimeSpan Memory, TimeSpan Overhead, TimeSpan AtEfficiency)
{
    public TimeSpan Roofline => Arithmetic + Memory + Overhead;

    public TimeSpan Total => AtEfficiency > Roofline ? AtEfficiency : Roofline;

    public static CallTime operator +(CallTime one, CallTime other)
        => new(
            one.Arithmetic + other.Arithmetic, one.Memory + other.Memory, one.Overhead + other.Overhead,
            one.AtEfficiency + other.AtEfficiency);

    public static CallTime operator *(double factor, CallTime one)
        => new(factor * one.Arithmetic, factor * one.Memory, factor * one.Overhead, factor * one.AtEfficiency);

    /// <summary>One call on a batch, which reads the weights and starts the operations once.</summary>
    public static CallTime Of(NetworkCost network, DeviceRates device, int samples = 1)
    {
        var overlaps = device.LayerGigabytesPerSecond is null;
        double arithmetic = 0, memory = 0;
        foreach (var operation in network.Operations)
        {
            var computing = samples * operation.Cost.GFlop / (device.LayerGFlopPerSecond ?? device.GFlopPerSecond);
            double weights = Seconds(WeightBytes(operation), device.GigabytesPerSecond),
            activations = samples * Seconds(ActivationBytes(operation), device.LayerGigabytesPerSecond ?? device.GigabytesPerSecond);
            arithmetic += overlaps && computing < weights + activations ? 0 : computing;
            memory += overlaps && computing >= weights + activations ? 0 : weights + activations;
        }

        return new(
            TimeSpan.FromSeconds(arithmetic), TimeSpan.FromSeconds(memory), network.Operations.Count * device.OperationOverhead,
            TimeSpan.FromSeconds(samples * network.Total.GFlop / (device.Efficiency * device.GFlopPerSecond)));

        static double Seconds(long bytes, double? rate) => rate is { } gigabytes ? bytes / 1e9 / gigabytes : 0;

        long ActivationBytes(OperationCost operation)
            => overlaps || LayerRates.IsBetweenProducts(operation) ? operation.Cost.ActivationBytes(device.Precision) : 0;

        // An embedding's table is looked up, not read.
        long WeightBytes(OperationCost operation)
            => operation.Kind == OperationKind.Embedding ? 0 : operation.Cost.WeightBytes(device.Precision);
    }
}
