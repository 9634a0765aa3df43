using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

public static partial class StepCharts
{
    /// <summary>The timesteps at which the network is asked, for several numbers of steps.</summary>
    /// <param name="runs">The timesteps of each run from the noisiest on, 1 to 6 runs.</param>
    /// <exception cref="ArgumentException">There are no runs or too many, or a run is empty.</exception>
    public static Figure TimestepsVisited(params IReadOnlyList<IReadOnlyList<double>> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0 || runs.Any(run => run.Count == 0))
        {
            throw new ArgumentException("The figure needs at least one run, and every run at least one timestep.", nameof(runs));
        }

        var first = runs.Max(run => run[0]);
        var leaps = runs.Select(run => $"{NumberText.Of(first / run.Count)} with {Steps(run.Count)}");
        return Plot.Lines(
            "Timesteps visited",
            $"From timestep {NumberText.Of(first)} on, the mean leap is {Sentence.Join(leaps)}.",
            new Axis("call of the network") { Minimum = 0 },
            new Axis("timestep") { Minimum = 0 },
            [
                .. runs.Select(
                    run => new Series(Steps(run.Count), [.. run.Select((_, i) => i + 1.0)], run) { Style = SeriesStyle.LineAndPoints })
            ]);
    }

    /// <summary>Where the time of runs with several numbers of steps went.</summary>
    /// <param name="steps">The step counts, in rising order, two or more.</param>
    /// <param name="unet">Time of all UNet evaluations, in seconds, for each step count.</param>
    /// <param name="vae">Time of the VAE decoder, in seconds.</param>
    /// <param name="scheduler">Time of guidance and scheduler arithmetic, in seconds.</param>
    /// <exception cref="ArgumentException">There are fewer than two step counts, or not as many times of each kind.</exception>
    public static Figure TimeByPart(
        IReadOnlyList<int> steps, IReadOnlyList<double> unet, IReadOnlyList<double> vae, IReadOnlyList<double> scheduler)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(unet);
        ArgumentNullException.ThrowIfNull(vae);
        if (steps.Count < 2)
        {
            throw new ArgumentException($"Time by part needs two step counts or more, but {steps.Count} were given.", nameof(steps));
        }

        var parts = (
            UNet: Measured("UNet", steps, Milliseconds(unet)), Vae: Measured("VAE decoder", steps, Milliseconds(vae)),
            Scheduler: Measured("guidance and scheduler", steps, Milliseconds(scheduler)));
        return Plot.Lines(
            "Time by part",
            $"From {Steps(steps[0])} to {Steps(steps[^1])} the UNet's time goes from {NumberText.Of(parts.UNet.Y[0])} to "
                + $"{NumberText.Of(parts.UNet.Y[^1])} ms; the VAE decoder's is {NumberText.Of(parts.Vae.Y[0])} and "
                + $"{NumberText.Of(parts.Vae.Y[^1])} ms.",
            new Axis("steps") { Minimum = 0 },
            new Axis("time", "ms") { Minimum = 0 },
            parts.UNet,
            parts.Vae,
            parts.Scheduler);
    }

    private static string Steps(int count) => count == 1 ? "1 step" : Invariant($"{count} steps");

    private static double[] Milliseconds(IEnumerable<double> seconds) => [.. seconds.Select(s => 1000 * s)];
}
