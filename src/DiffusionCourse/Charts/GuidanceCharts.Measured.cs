using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

public static partial class GuidanceCharts
{
    /// <summary>
    /// How strongly guidance pulled at each step: the length of guided minus unconditional prediction over that of the unconditional one.
    /// </summary>
    /// <param name="runs">The runs, 1 to 6: guidance scale w, the timesteps that were visited, and the ratio at each.</param>
    /// <exception cref="ArgumentException">There are no runs or too many, or a run has no steps or not as many ratios.</exception>
    public static Figure Pull(
        params IReadOnlyList<(double GuidanceScale, IReadOnlyList<double> Timesteps, IReadOnlyList<double> Ratios)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Series[] series = [.. runs.Select(run => new Series(Scale(run.GuidanceScale), run.Timesteps, run.Ratios))];
        var means = runs.Select(run => $"{NumberText.Of(run.Ratios.Average())} at {Scale(run.GuidanceScale)}");
        return Plot.Lines(
            "How strongly guidance pulls",
            $"On average over the run, guidance moves the prediction by this multiple of its length: {Sentence.Join(means)}.",
            "timestep (denoising runs from right to left)",
            new Axis("length of guidance / of prediction") { Minimum = 0 },
            series);
    }

    /// <summary>The colours of pictures against the guidance scale.</summary>
    /// <param name="guidanceScales">The guidance scales, in rising order.</param>
    /// <param name="saturation">Mean saturation of the pictures, 0 to 1, at each guidance scale.</param>
    /// <param name="clipped">Mean share of colour values at either end of their range, 0 to 1, at each guidance scale.</param>
    /// <param name="pictures">How many pictures each mean is taken over.</param>
    /// <exception cref="ArgumentException">There are no guidance scales, or not as many values of each kind.</exception>
    public static Figure Colours(
        IReadOnlyList<double> guidanceScales, IReadOnlyList<double> saturation, IReadOnlyList<double> clipped, int pictures)
    {
        ArgumentNullException.ThrowIfNull(guidanceScales);
        var (strong, burnt) = (Measured("saturation", guidanceScales, saturation), Measured("clipped values", guidanceScales, clipped));
        string Change(Series s) => $"{NumberText.Of(s.Y[0])} to {NumberText.Of(s.Y[^1])}";
        return Plot.Lines(
            "Colours against guidance",
            $"From {Scale(guidanceScales[0])} to {Scale(guidanceScales[^1])} the clipped share goes from {Change(burnt)}, saturation "
                + $"from {Change(strong)}.",
            "guidance scale w",
            new Axis($"share, mean of {pictures} pictures") { Minimum = 0 },
            strong,
            burnt);
    }

    private static Series Measured(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
        => new(name, x, y) { Style = SeriesStyle.LineAndPoints };
}
