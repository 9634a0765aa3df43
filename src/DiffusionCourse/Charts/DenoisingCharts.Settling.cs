using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

public static partial class DenoisingCharts
{
    /// <summary>How the predicted picture settles: the share of its first error that is left, in coarse shapes and in detail.</summary>
    /// <param name="timesteps">The timesteps that were visited, from the noisiest on.</param>
    /// <param name="shapes">Error of the shrunken picture over that at the first step.</param>
    /// <param name="detail">Error that shrinking removes, over that at the first step.</param>
    /// <exception cref="ArgumentException">There are no timesteps, or not as many values of each kind.</exception>
    public static Figure Settling(IReadOnlyList<double> timesteps, IReadOnlyList<double> shapes, IReadOnlyList<double> detail)
    {
        Series coarse = new("coarse shapes", timesteps, shapes), fine = new("detail", timesteps, detail);
        return Plot.Lines(
            "Distance of the prediction to the last picture",
            $"Half of the first error is gone at timestep {HalfGone(coarse)} in the coarse shapes, at {HalfGone(fine)} in the detail.",
            "timestep (denoising runs from right to left)",
            new Axis("share of the first error left") { Minimum = 0 },
            coarse,
            fine);
    }

    private static string HalfGone(Series s)
    {
        var at = s.Y.Index().FirstOrDefault(y => y.Item <= 0.5 * s.Y[0], (-1, 0));
        return at.Index < 0 ? "none" : NumberText.Of(s.X[at.Index]);
    }
}
