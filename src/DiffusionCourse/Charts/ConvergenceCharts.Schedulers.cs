using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

public static partial class ConvergenceCharts
{
    /// <summary>How the distance to a long run falls with the number of steps, for several schedulers, on two logarithmic axes.</summary>
    /// <param name="steps">The step counts, in rising order, two or more.</param>
    /// <param name="referenceSteps">The step count of the run that they are compared with.</param>
    /// <param name="schedulers">The schedulers, 1 to 6: name, and the root of the mean squared difference of the latents at each step
    /// count.</param>
    /// <exception cref="ArgumentException">There are fewer than two step counts, no schedulers or too many, or not as many
    /// distances.</exception>
    public static Figure BySchedulers(
        IReadOnlyList<int> steps, int referenceSteps, params IReadOnlyList<(string Name, IReadOnlyList<double> Distances)> schedulers)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(schedulers);
        if (steps.Count < 2)
        {
            throw new ArgumentException($"The figure needs two step counts or more, but {steps.Count} were given.", nameof(steps));
        }

        double[] counts = [.. steps.Select(s => (double)s)];
        Series[] series = [.. schedulers.Select(s => new Series(s.Name, counts, s.Distances) { Style = SeriesStyle.LineAndPoints })];
        var orders = series.Select(s => $"{NumberText.Of(Order(s))} ({s.Name})");
        return Plot.Lines(
            $"Distance to the run of {referenceSteps} steps",
            $"From {steps[0]} to {steps[^1]} steps the error falls as one over the steps to the power of {Sentence.Join(orders)}.",
            new Axis("steps") { Logarithmic = true },
            new Axis("RMSE of the latents") { Logarithmic = true },
            series);
    }

    /// <summary>
    /// Runs of several schedulers against time and nearness to one reference, with the front of runs that no other beats.
    /// </summary>
    /// <param name="runs">The runs: scheduler, steps, seconds, and the peak signal-to-noise ratio in decibels. Runs equal to the reference
    /// (infinite) are left out.</param>
    /// <exception cref="ArgumentException">No run has a finite ratio.</exception>
    public static Figure Contest(IReadOnlyList<(string Scheduler, int Steps, double Seconds, double Psnr)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ScatterPoint[] points = [
            .. runs.Where(run => double.IsFinite(run.Psnr)).Select(run =>
                new ScatterPoint(run.Seconds, run.Psnr, run.Steps, Invariant($"{run.Scheduler} {run.Steps}")))
        ];
        if (points.Length == 0)
        {
            throw new ArgumentException("No run has a finite ratio to the reference.", nameof(runs));
        }

        var front = Plot.ParetoFront(points);
        return Plot.Scatter(
            "Schedulers against time",
            $"{front.Count} of {points.Length} runs are beaten by no other: {Sentence.Join(front.Select(p => p.Label!))}.",
            new Axis("time", "s") { Minimum = 0 },
            new Axis("PSNR against the reference", "dB"),
            "steps",
            points,
            paretoFront: true);
    }

    /// <summary>The slope between the first and the last step count, both logarithmic.</summary>
    private static double Order(Series s) => Math.Log(s.Y[0] / s.Y[^1]) / Math.Log(s.X[^1] / s.X[0]);
}
