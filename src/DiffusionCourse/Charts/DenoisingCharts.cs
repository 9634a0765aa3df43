using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

/// <summary>Figures about what happens along the way from noise to picture.</summary>
public static partial class DenoisingCharts
{
    /// <summary>Length and direction of the guidance vector, conditional minus unconditional prediction, at each step.</summary>
    /// <param name="timesteps">The timesteps that were visited.</param>
    /// <param name="lengths">The vector's length over that of the unconditional prediction.</param>
    /// <param name="anglesToPrediction">The angle between the vector and the unconditional prediction, in degrees.</param>
    /// <param name="anglesToPrevious">The angle between the vector and that of the step before, in degrees; not a number at the first
    /// step.</param>
    /// <exception cref="ArgumentException">There are no timesteps, or not as many values of each kind.</exception>
    public static Figure GuidanceVector(
        IReadOnlyList<double> timesteps,
        IReadOnlyList<double> lengths,
        IReadOnlyList<double> anglesToPrediction,
        IReadOnlyList<double> anglesToPrevious)
    {
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(anglesToPrediction);
        ArgumentNullException.ThrowIfNull(anglesToPrevious);
        Series Measured(string name, IReadOnlyList<double> values) => new(name, timesteps, values) { Style = SeriesStyle.LineAndPoints };
        var length = new Panel("length", Measured("length", lengths)) { Y = new Axis("length / that of the prediction") { Minimum = 0 } };
        var angles = new Panel(
            "direction", Measured("angle to the prediction", anglesToPrediction), Measured("angle to the step before", anglesToPrevious))
        {
            Y = new Axis("angle", "°") { Minimum = 0, Maximum = 180 },
        };
        var most = lengths.Index().MaxBy(l => l.Item);
        var least = lengths.Index().MinBy(l => l.Item);
        return Plot.Panels(
            "The guidance vector at each step",
            $"It is longest, {NumberText.Of(most.Item)} of the prediction's length, at timestep {NumberText.Of(timesteps[most.Index])}, "
                + $"and shortest, {NumberText.Of(least.Item)}, at timestep {NumberText.Of(timesteps[least.Index])}.",
            "timestep (denoising runs from right to left)",
            "value",
            length,
            angles);
    }
}
