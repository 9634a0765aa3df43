namespace DiffusionCourse.Cost.Roofline;

/// <summary>
/// Two blocks of the same operations, one with little to move and one with much: two equations for what starting an operation takes,
/// and moving a byte of its activations. Their arithmetic is taken off; their weights lie in the caches.
/// </summary>
internal sealed record LayerRates(ReferenceBlock Few, MeasuredChain FewTime, ReferenceBlock Many, MeasuredChain ManyTime)
{
    /// <summary>The rates with both.</summary>
    /// <param name="rates">The rate of matrix products and of memory.</param>
    /// <param name="shortestStart">Seconds of an operation on a few numbers: nothing starts faster.</param>
    public DeviceRates Apply(DeviceRates rates, double shortestStart)
    {
        double fewSeconds = Rest(Few, FewTime, rates), fewBytes = Bytes(Few);
        var perByte = (Rest(Many, ManyTime, rates) - fewSeconds) / (Bytes(Many) - fewBytes);
        var start = Math.Max(shortestStart, (fewSeconds - Math.Max(0, perByte) * fewBytes) / Few.Count().Operations.Count);
        return rates with
        {
            OperationOverhead = TimeSpan.FromSeconds(start),
            LayerGigabytesPerSecond = perByte > 0 ? 1 / perByte / 1e9 : rates.GigabytesPerSecond,
        };
    }

    private static double Bytes(ReferenceBlock block) => block.Batch * block.Count().Total.ActivationBytes(Precision.Full);

    private static double Rest(ReferenceBlock block, MeasuredChain time, DeviceRates rates)
        => time.Seconds - block.Batch * block.Count().Total.GFlop / rates.GFlopPerSecond;
}
