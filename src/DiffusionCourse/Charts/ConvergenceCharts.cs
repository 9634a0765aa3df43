using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

/// <summary>Convergence measured with several seeds: the median, and the range between the seeds as a band.</summary>
public static partial class ConvergenceCharts
{
    /// <summary>
    /// How near runs come to a reference with many steps, for several seeds. This is convergence, not quality: the reference need not be
    /// the better picture.
    /// </summary>
    /// <param name="steps">The step counts, in rising order.</param>
    /// <param name="referenceSteps">The step count of the references, one for each seed.</param>
    /// <param name="rmse">Root of the mean squared difference to the reference, in 8-bit units, 0 to 255: one row for each seed, one value
    /// for each step count.</param>
    /// <param name="psnr">Peak signal-to-noise ratio against the reference, in decibels, in the same order; infinite where the pictures are
    /// equal.</param>
    /// <param name="ssim">Structural similarity to the reference, at most 1, in the same order.</param>
    /// <exception cref="ArgumentException">There are no step counts or no seeds, or not as many values of each kind.</exception>
    public static Figure OverSeeds(
        IReadOnlyList<int> steps,
        int referenceSteps,
        IReadOnlyList<IReadOnlyList<double>> rmse,
        IReadOnlyList<IReadOnlyList<double>> psnr,
        IReadOnlyList<IReadOnlyList<double>> ssim)
    {
        Check(steps, rmse, nameof(rmse));
        Check(steps, psnr, nameof(psnr));
        Check(steps, ssim, nameof(ssim));
        var (near, far) = (Spread.Of(rmse, steps.Count - 1), Spread.Of(rmse, 0));
        SpreadPanel[] panels =
        [
            new("RMSE: less is nearer", new Axis("RMSE, of 255") { Minimum = 0 }, Spread.OfEach(rmse, steps.Count)),
            new("PSNR: more is nearer", new Axis("PSNR", "dB"), Spread.OfEach(psnr, steps.Count)),
            new("SSIM: more is nearer", new Axis("SSIM"), Spread.OfEach(ssim, steps.Count)),
        ];
        return SpreadPanel.Draw(
            $"Convergence to the picture of {referenceSteps} steps",
            $"Median of {rmse.Count} seeds: from {steps[0]} to {steps[^1]} steps the RMSE goes from {NumberText.Of(far.Median)} to "
                + $"{NumberText.Of(near.Median)}, of 255. The band spans all seeds.",
            new Axis("steps") { Minimum = 0 },
            [.. steps.Select(s => (double)s)],
            panels);
    }

    private static void Check(IReadOnlyList<int> steps, IReadOnlyList<IReadOnlyList<double>> values, string name)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(values, name);
        if (steps.Count == 0 || values.Count == 0 || values.Any(row => row.Count != steps.Count))
        {
            throw new ArgumentException(
                $"{steps.Count} step counts need as many values for every seed (at least one seed), but these were given: "
                    + $"{string.Join(", ", values.Select(row => NumberText.Of(row.Count)))}.",
                name);
        }
    }
}
