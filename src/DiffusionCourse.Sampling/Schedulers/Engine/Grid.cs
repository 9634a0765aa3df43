namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Evenly spaced numbers with the rounding that NumPy gives them, since ties decide which timestep is taken.</summary>
internal static class Grid
{
    /// <summary>first, ..., last inclusive; a single point is first.</summary>
    public static double[] Linspace(double first, double last, int count)
    {
        var values = new double[count];
        var step = count > 1 ? (last - first) / (count - 1) : 0;
        for (var i = 0; i < count; i++)
        {
            values[i] = i * step + first;
        }

        if (count > 1)
        {
            values[^1] = last;
        }

        return values;
    }

    /// <summary>Integer timesteps, the noisiest first.</summary>
    /// <param name="spacing">The rule.</param>
    /// <param name="trainTimesteps">Training timesteps T that the rule divides.</param>
    /// <param name="last">Timesteps to stay below: T, or fewer where the noisiest ones are cut off.</param>
    /// <param name="steps">Timesteps wanted.</param>
    /// <param name="offset">Added under leading spacing.</param>
    /// <param name="points">Points that leading and linspace divide into: steps, or steps + 1 where the least noisy one is dropped.</param>
    public static double[] Timesteps(TimestepSpacing spacing, int trainTimesteps, int last, int steps, int offset, int points)
    {
        var timesteps = new double[steps];
        switch (spacing)
        {
            case TimestepSpacing.Linspace:
                var grid = Linspace(0, last - 1, points);
                for (var i = 0; i < steps; i++)
                {
                    timesteps[i] = Round(grid[points - 1 - i]);
                }

                break;
            case TimestepSpacing.Leading:
                var stride = last / points;
                if (stride == 0)
                {
                    var extra = points - steps;
                    var most = Enumerable.Range(1, steps).LastOrDefault(
                        n => last / (n + extra) is > 0 and var wide && (n + extra - 1) * wide + offset < trainTimesteps);
                    throw new ArgumentOutOfRangeException(
                        nameof(steps), steps,
                        $"Leading spacing with a steps offset of {offset} has at most {most} steps here; use fewer steps, or linspace or "
                            + "trailing spacing.");
                }

                for (var i = 0; i < steps; i++)
                {
                    timesteps[i] = (points - 1 - i) * stride + offset;
                }

                if (timesteps[0] >= trainTimesteps)
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(steps), steps,
                        $"With {steps} steps, leading spacing and a steps offset of {offset} the first timestep would be {timesteps[0]}, "
                            + $"but the last training timestep is {trainTimesteps - 1}. Use fewer steps, a smaller offset, or another "
                            + "spacing.");
                }

                break;
            case TimestepSpacing.AlignYourSteps:
                throw new ArgumentException(
                    "Align Your Steps needs a scheduler that takes custom timesteps: Euler, Heun, DPM++, UniPC, DDPM and the like; not "
                        + "DDIM or PNDM.");
            default:
                // Where the noisiest timesteps are cut off, the stride still divides all of T, so fewer points may fit.
                return [
                    .. Descending(last, (double)trainTimesteps / steps, steps).Select(value =>
                        Round(value) - 1).TakeWhile(value => value >= 0)
                ];
        }

        return timesteps;
    }

    /// <summary>
    /// start, start - stride, ... : exactly count values, where NumPy's arange gives one too many for some counts (61, 103, ...).
    /// </summary>
    public static double[] Descending(double start, double stride, int count)
    {
        // arange takes its increment from its first two values.
        var increment = start - stride - start;
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = start + i * increment;
        }

        if (count > 1)
        {
            values[1] = start - stride;
        }

        return values;
    }

    /// <summary>Half to even, as NumPy and PyTorch round.</summary>
    public static double Round(double value) => Math.Round(value, MidpointRounding.ToEven);
}
