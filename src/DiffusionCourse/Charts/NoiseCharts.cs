using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

/// <summary>Figures about noise schedules and the forward process (Ho et al. 2020, Nichol and Dhariwal 2021).</summary>
public static partial class NoiseCharts
{
    /// <summary>Where the axis of ratios ends; the cosine schedule falls far below at its last timestep.</summary>
    private const double LeastRatio = 1e-5;

    /// <summary>What is left of the picture's variance at each timestep: alpha-bar.</summary>
    /// <param name="schedules">The schedules, 1 to 6: name, and alphas cumprod for timesteps 0, 1, 2, ...</param>
    /// <exception cref="ArgumentException">There are no schedules or too many, or a schedule is empty.</exception>
    public static Figure AlphasCumprod(params IReadOnlyList<(string Name, IReadOnlyList<double> AlphasCumprod)> schedules)
    {
        CheckSchedules(schedules);
        var ends = schedules.Select(s => $"{NumberText.Of(Math.Sqrt(s.AlphasCumprod[^1]))} ({s.Name})");
        return Plot.Lines(
            "Alpha-bar: the variance left of the picture",
            $"At the last timestep the picture is still there with the factor √ᾱ = {Sentence.Join(ends)}.",
            "timestep",
            new Axis("alpha-bar") { Minimum = 0, Maximum = 1 },
            [.. schedules.Select(s => OverTimesteps(s.Name, s.AlphasCumprod))]);
    }

    /// <summary>
    /// The signal-to-noise ratio, alpha-bar / (1 - alpha-bar), on a logarithmic axis, over the three regions of the course.
    /// </summary>
    /// <param name="schedules">The schedules, 1 to 6: name, and alphas cumprod for timesteps 0, 1, 2, ...</param>
    /// <exception cref="ArgumentException">There are no schedules or too many, or a schedule is empty.</exception>
    public static Figure SignalToNoise(params IReadOnlyList<(string Name, IReadOnlyList<double> AlphasCumprod)> schedules)
    {
        CheckSchedules(schedules);
        Series[] series = [.. schedules.Select(s => OverTimesteps(s.Name, [.. s.AlphasCumprod.Select(a => a / (1 - a))]))];
        var values = series.SelectMany(s => s.Y).Where(v => v > 0 && double.IsFinite(v)).ToArray();
        var y = new Axis("signal-to-noise ratio")
        {
            Logarithmic = true,
            Minimum = Math.Max(PowerOfTen(values.Min(), Math.Floor), LeastRatio),
            Maximum = PowerOfTen(values.Max(), Math.Ceiling),
        };
        return Plot.Lines(
            "Signal-to-noise ratio",
            Crossings(series),
            "timestep",
            y,
            series,
            [
                new("mostly picture", 10, Math.Max(y.Maximum.Value, 100), 0), new("both", 0.1, 10, 2),
                new("mostly noise", Math.Min(y.Minimum.Value, 0.01), 0.1, 1),
            ]);
    }

    /// <summary>How many training timesteps lie in each region of the signal-to-noise ratio.</summary>
    /// <param name="names">The names of the schedules.</param>
    /// <param name="high">Timesteps with a ratio above 10: mostly picture.</param>
    /// <param name="middle">Timesteps with a ratio from 0.1 (not included) to 10.</param>
    /// <param name="low">Timesteps with a ratio of 0.1 or less: mostly noise.</param>
    /// <exception cref="ArgumentException">There are no schedules, or not as many counts.</exception>
    public static Figure Regions(IReadOnlyList<string> names, IReadOnlyList<int> high, IReadOnlyList<int> middle, IReadOnlyList<int> low)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(middle);
        var counts = names.Zip(middle, (name, count) => Invariant($"{count} ({name})"));
        return Plot.StackedBars(
            "Training timesteps by signal-to-noise ratio",
            $"Between 0.1 and 10, where picture and noise are both there, lie {Sentence.Join(counts)}.",
            names,
            "timesteps",
            new BarPart("SNR > 10", [.. high]),
            new BarPart("0.1 < SNR ≤ 10", [.. middle]),
            new BarPart("SNR ≤ 0.1", [.. low]));
    }

    /// <summary>The shares of picture and noise in x_t, which add up to 1: alpha-bar and 1 - alpha-bar.</summary>
    /// <param name="timesteps">The timesteps.</param>
    /// <param name="alphasCumprod">Alpha-bar at each of them.</param>
    /// <exception cref="ArgumentException">There are no timesteps, or not as many values.</exception>
    public static Figure SignalAndNoise(IReadOnlyList<int> timesteps, IReadOnlyList<double> alphasCumprod)
    {
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(alphasCumprod);
        if (timesteps.Count == 0 || timesteps.Count != alphasCumprod.Count)
        {
            throw new ArgumentException(
                $"{timesteps.Count} timesteps need as many values of alpha-bar (at least one), but {alphasCumprod.Count} were given.",
                nameof(alphasCumprod));
        }

        return Plot.StackedBars(
            "Variance of x_t: picture and noise",
            $"The share of the picture falls from {NumberText.Of(alphasCumprod[0])} at t = {timesteps[0]} to "
                + $"{NumberText.Of(alphasCumprod[^1])} at t = {timesteps[^1]}.",
            [.. timesteps.Select(t => $"t = {t}")],
            new Axis("share of the variance") { Minimum = 0, Maximum = 1 },
            new BarPart("picture, ᾱ", alphasCumprod),
            new BarPart("noise, 1 − ᾱ", [.. alphasCumprod.Select(a => 1 - a)]));
    }

    private static string Crossings(IReadOnlyList<Series> ratios)
    {
        var reached = ratios.Select(ratio => (ratio.Name, At: ratio.Y.TakeWhile(v => v > 1).Count(), ratio.Y.Count))
            .ToLookup(s => s.At < s.Count);
        string[] sentences =
        [
            .. reached[true].Any()
                ? [$"Noise outweighs the picture from timestep {Sentence.Join(reached[true].Select(s => $"{s.At} ({s.Name})"))}."]
                : Array.Empty<string>(),
            .. reached[false].Any()
                ? [$"Noise never outweighs the picture in {Sentence.Join(reached[false].Select(s => s.Name))}."] : Array.Empty<string>(),
        ];
        return string.Join(' ', sentences);
    }

    private static Series OverTimesteps(string name, IReadOnlyList<double> values)
        => new(name, [.. values.Select((_, t) => (double)t)], values);

    private static double PowerOfTen(double value, Func<double, double> rounding) => Math.Pow(10, rounding(Math.Log10(value)));

    private static void CheckSchedules(IReadOnlyList<(string Name, IReadOnlyList<double> AlphasCumprod)> schedules)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        if (schedules.Count == 0 || schedules.Any(s => s.AlphasCumprod.Count == 0))
        {
            throw new ArgumentException(
                "The figure needs at least one schedule, and every schedule at least one timestep.", nameof(schedules));
        }
    }
}
