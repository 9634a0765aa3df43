using System.Globalization;
using DiffusionCourse.Display;
using DiffusionCourse.Findings;

namespace DiffusionCourse.Charts;

/// <summary>Figures about the number of steps: time, convergence and the two together.</summary>
public static partial class StepCharts
{
    /// <summary>Time against steps.</summary>
    /// <param name="steps">The step counts, in rising order, two or more.</param>
    /// <param name="seconds">The time of each run, in seconds.</param>
    /// <exception cref="ArgumentException">There are fewer than two step counts, or not as many times.</exception>
    public static Figure TimeBySteps(IReadOnlyList<int> steps, IReadOnlyList<double> seconds)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(seconds);
        if (steps.Count < 2 || seconds.Count != steps.Count)
        {
            throw new ArgumentException(
                $"Time by steps needs two step counts or more, and as many times, but {steps.Count} and {seconds.Count} were given.",
                nameof(steps));
        }

        var series = Measured("measured", steps, seconds);
        var (slope, start) = StraightLine.Fit(series.X, series.Y);
        var stray = series.X.Zip(series.Y, (x, y) => Math.Abs(y - start - slope * x)).Max() / series.Y.Average();
        var noise = Invariant($"they stray from the straight line of least squares by up to {100 * stray:0} % of their mean");
        return Plot.Lines(
            "Time by steps",
            (slope > 0, start >= 0) switch
            {
                (true, true)
                    => $"A step takes {NumberText.Of(1000 * slope)} ms, and a run {NumberText.Of(1000 * start)} ms besides (straight "
                        + "line of least squares).",
                (true, false)
                    => $"A step takes {NumberText.Of(1000 * slope)} ms; the times are too noisy to say what a run takes besides: {noise}.",
                _ => $"The times are too noisy to say what a step takes: {noise}. Measure on a quiet machine.",
            },
            new Axis("steps") { Minimum = 0 },
            new Axis("time", "s") { Minimum = 0 },
            series);
    }

    /// <summary>Convergence against time, coloured by steps, with the front of runs that no other beats.</summary>
    /// <param name="steps">The step counts.</param>
    /// <param name="seconds">The time of each run, in seconds.</param>
    /// <param name="psnr">Peak signal-to-noise ratio against the reference, in decibels. Runs equal to the reference (infinite) are left
    /// out.</param>
    /// <exception cref="ArgumentException">There are not as many values of each kind, or no finite ratio.</exception>
    public static Figure ConvergenceAgainstTime(IReadOnlyList<int> steps, IReadOnlyList<double> seconds, IReadOnlyList<double> psnr)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(seconds);
        ArgumentNullException.ThrowIfNull(psnr);
        if (seconds.Count != steps.Count || psnr.Count != steps.Count)
        {
            throw new ArgumentException(
                $"{steps.Count} step counts need as many times and ratios, but {seconds.Count} and {psnr.Count} were given.",
                nameof(seconds));
        }

        ScatterPoint[] points = [
            .. steps.Index().Where(s =>
                double.IsFinite(psnr[s.Index])).Select(s => new ScatterPoint(seconds[s.Index], psnr[s.Index], s.Item, $"{s.Item} steps"))
        ];
        var front = Plot.ParetoFront(points);
        var finding = front.Count == points.Length
            ? $"All {points.Length} runs are worth choosing: each that takes longer, up to {NumberText.Of(front[^1].X)} s, comes nearer "
                + "to the reference."
            : $"No other run is both as fast and as near to the reference as those of "
                + $"{Sentence.Join(front.Select(point => NumberText.Of(point.Value)))} steps.";
        return Plot.Scatter(
            "Convergence against time",
            finding,
            new Axis("time", "s") { Minimum = 0 },
            new Axis("PSNR against the reference", "dB"),
            "steps",
            points,
            paretoFront: true);
    }

    /// <summary>A quantity for each guidance scale and step count.</summary>
    /// <param name="guidanceScales">The guidance scales, from left to right.</param>
    /// <param name="steps">The step counts, from top to bottom.</param>
    /// <param name="value">What was measured, and its unit.</param>
    /// <param name="values">The values, one row for each guidance scale.</param>
    /// <exception cref="ArgumentException">The values do not fit the settings, or none is a finite number.</exception>
    public static Figure GuidanceBySteps(
        IReadOnlyList<double> guidanceScales, IReadOnlyList<int> steps, Axis value, IReadOnlyList<IReadOnlyList<double>> values)
    {
        ArgumentNullException.ThrowIfNull(guidanceScales);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != guidanceScales.Count || values.Any(row => row?.Count != steps.Count))
        {
            throw new ArgumentException(
                $"The map of {guidanceScales.Count} guidance scales and {steps.Count} numbers of steps needs as many rows of as many "
                    + $"values; got {values.Count} of {string.Join(", ", values.Select(row => row?.Count ?? 0).Distinct())}.",
                nameof(values));
        }

        var cells = values.SelectMany((row, r) =>
            row.Select((v, c) => (Value: v, Row: r, Column: c))).Where(cell => double.IsFinite(cell.Value)).ToArray();
        if (cells.Length == 0)
        {
            throw new ArgumentException("There is no finite value to draw.", nameof(values));
        }

        string Place((double Value, int Row, int Column) cell)
            => $"{NumberText.Of(cell.Value)} at w = {NumberText.Of(guidanceScales[cell.Row])}, {steps[cell.Column]} steps";
        return Plot.HeatMap(
            $"{value.Title} by guidance scale and steps",
            $"It is lowest with {Place(cells.MinBy(cell => cell.Value))}, highest with {Place(cells.MaxBy(cell => cell.Value))}.",
            "w",
            [.. guidanceScales.Select(w => NumberText.Of(w))],
            "steps",
            [.. steps.Select(s => s.ToString(CultureInfo.InvariantCulture))],
            value,
            [.. steps.Select((_, step) => values.Select(row => row[step]).ToArray())]);
    }

    /// <summary>
    /// Median time of several ways to make a picture that were timed by turns, and how many times faster than the first each is.
    /// </summary>
    /// <param name="times">The times; the first way is the one that others are compared with.</param>
    /// <param name="title">Stands above the chart.</param>
    public static Figure SpeedUps(TimedWays times, string title = "Time and speed-up")
    {
        ArgumentNullException.ThrowIfNull(times);
        string Label(double seconds, double spread)
            => Invariant($"{1000 * seconds:0} ms, {times.Seconds[0] / seconds:0.0}x, spread {100 * spread:0} %");
        return Plot.Bars(
            title,
            times.Fastest().Text,
            times.Names,
            new Axis("median time", "s") { Minimum = 0 },
            times.Seconds,
            [.. times.Seconds.Zip(times.Spreads, Label)]);
    }

    private static Series Measured(string name, IReadOnlyList<int> steps, IReadOnlyList<double> values) =>
        new(name, [.. steps.Select(s => (double)s)], values) { Style = SeriesStyle.LineAndPoints };
}
