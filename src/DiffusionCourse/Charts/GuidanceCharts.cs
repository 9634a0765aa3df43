using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

/// <summary>Figures about classifier-free guidance (Ho and Salimans 2022).</summary>
public static partial class GuidanceCharts
{
    /// <summary>Guidance on curves instead of pictures: one panel for each guidance scale.</summary>
    /// <param name="x">Positions, 0 to 10 in the course.</param>
    /// <param name="unconditional">The prediction without a prompt, at each position.</param>
    /// <param name="conditional">The prediction with the prompt, at each position.</param>
    /// <param name="guided">For each guidance scale w: unconditional + w * (conditional - unconditional), at each position.</param>
    /// <exception cref="ArgumentException">There is no guidance scale, or a curve has not as many values as there are
    /// positions.</exception>
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
        var panels = guided.Select(g => new Panel(Scale(g.GuidanceScale), new Series("guided", x, g.Prediction), without, with));
        var reach = guided.Select(g => $"{NumberText.Of(g.Prediction.Max(Math.Abs))} at {Scale(g.GuidanceScale)}");
        return Plot.Panels(
            "Classifier-free guidance in one dimension",
            $"Guidance stretches the difference between the two predictions. The guided curve reaches, in size, {Sentence.Join(reach)}; "
                + $"the conditional one {NumberText.Of(conditional.Max(Math.Abs))}.",
            "x",
            new Axis("prediction"),
            [.. panels]);
    }

    private static string Scale(double guidanceScale) => Invariant($"w = {guidanceScale:0.##}");
}
