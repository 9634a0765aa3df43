namespace DiffusionCourse.Models;

/// <summary>
/// A weight as 8-bit whole numbers, and the scale of each output channel: value = scale * number, rounded to the nearest.
/// </summary>
/// <param name="Numbers">From -127 to 127, in the weight's order.</param>
/// <param name="Scales">One for each output channel, above 0.</param>
internal sealed record ChannelScales(sbyte[] Numbers, float[] Scales)
{
    private const float Largest = 127;

    public static ChannelScales Of(WeightTensor weight)
    {
        var (channels, inner) = (
            (int)weight.Shape[weight.ChannelAxis], (int)weight.Shape.Skip(weight.ChannelAxis + 1).Aggregate(1L, (all, side) => all * side));
        int ChannelOf(int at) => at / inner % channels;
        var scales = new float[channels];
        for (var i = 0; i < weight.Values.Length; i++)
        {
            scales[ChannelOf(i)] = Math.Max(scales[ChannelOf(i)], Math.Abs(weight.Values[i]) / Largest);
        }

        // A channel of zeros needs a scale as well.
        scales = [.. scales.Select(scale => scale > 0 ? scale : 1)];
        return new([.. weight.Values.Select((value, i) => (sbyte)MathF.Round(value / scales[ChannelOf(i)]))], scales);
    }
}
