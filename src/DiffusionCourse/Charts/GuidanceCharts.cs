using System.Globalization;
using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

/// <summary>Figures about classifier-free guidance (Ho and Salimans 2022).</summary>
public static class GuidanceCharts
{
    /// <summary>Guidance on curves instead of pictures: one panel for each guidance scale.</summary>
    /// <param name="x">Positions, 0 to 10 in the course.</param>
    /// <param name="unconditional">The prediction without a prompt, at each position.</param>
    /// <param name="conditional">The prediction with the prompt, at each position.</param>
    /// <param name="guided">For each guidance scale w: unconditional + w * (conditional - unconditional), at each position.</param>
    /// <exception cref="ArgumentException">There is no guidance scale, or a curve has not as many values as there are positions.</exception>
    public static Figure OneDimensionalDemo(
        IReadOnlyList<double> x,
        IReadOnlyList<double> unconditional,
        IReadOnlyList<double> conditional,
        params IReadOnlyList<(double GuidanceScale, IReadOnlyList<double> Prediction)> guided)
    {
        ArgumentNullException.ThrowIfNull(guided);
        if (guided.Count == 0)
        {
            throw new ArgumentException("The demonstration needs at least one guidance scale.", nameof(guided));
        }

        var without = new Series("unconditional", x, unconditional);
        var with = new Series("conditional", x, conditional);
        var panels = guided.Select(g => new Panel(Scale(g.GuidanceScale), without, with, new Series("guided", x, g.Prediction)));
        var reach = guided.Select(g => $"{NumberText.Of(g.Prediction.Max(Math.Abs))} at {Scale(g.GuidanceScale)}");
        return Plot.Panels(
            "Classifier-free guidance in one dimension",
            $"Guidance stretches the difference between the two predictions. The guided curve reaches, in size, {Sentence.Join(reach)}; the conditional one {NumberText.Of(conditional.Max(Math.Abs))}.",
            "x",
            new Axis("prediction") { Minimum = -5, Maximum = 10 },
            [.. panels]);
    }

    /// <summary>How long the guidance vector and the guided prediction were at each step, by guidance scale.</summary>
    /// <param name="runs">The runs, 1 to 6, each of any number of steps.</param>
    /// <exception cref="ArgumentException">There are no runs or too many, or a run has no steps or not as many norms of both kinds.</exception>
    public static Figure MeasuredGuidance(params IReadOnlyList<GuidanceNorms> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0 || runs.Any(run => run.Guidance.Count == 0 || run.Guidance.Count != run.Guided.Count))
        {
            throw new ArgumentException("The figure needs at least one run, and every run as many norms of the guidance as of the guided prediction.", nameof(runs));
        }

        Series[] Lines(Func<GuidanceNorms, IReadOnlyList<double>> norms) =>
            [.. runs.Select(run => new Series(Scale(run.GuidanceScale), [.. norms(run).Select((_, step) => step + 1.0)], norms(run)))];
        var means = runs.Select(run => $"{NumberText.Of(run.Guided.Average())} at {Scale(run.GuidanceScale)}");
        return Plot.Panels(
            "Guidance at each step",
            $"The guided prediction has a mean length of {Sentence.Join(means)}.",
            "step",
            "length",
            new Panel("guidance: conditional − unconditional", Lines(run => run.Guidance)) { Y = new Axis("length") { Minimum = 0 } },
            new Panel("guided prediction", Lines(run => run.Guided)) { Y = new Axis("length") { Minimum = 0 } });
    }

    private static string Scale(double guidanceScale) => string.Create(CultureInfo.InvariantCulture, $"w = {guidanceScale:0.##}");
}
