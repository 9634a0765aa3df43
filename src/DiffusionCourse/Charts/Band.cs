using Plotly.NET.LayoutObjects;

namespace DiffusionCourse.Charts;

/// <summary>A named range of the vertical axis, shaded behind the lines.</summary>
/// <param name="Name">Stands inside the band, at the right.</param>
/// <param name="From">Its lower end.</param>
/// <param name="To">Its upper end.</param>
/// <param name="Style">Number of its colour in the palette.</param>
internal sealed record Band(string Name, double From, double To, int Style)
{
    public Shape ToShape() => new Shape().With(
        ("type", "rect"),
        ("xref", "paper"),
        ("x0", 0),
        ("x1", 1),
        ("y0", From),
        ("y1", To),
        ("fillcolor", Palette.Colour(Style)),
        ("opacity", 0.12),
        ("layer", "below"),
        ("line", PlotlyObject.Of(("width", 0))));

    public Annotation ToLabel(Axis y) => new Annotation().With(
        ("text", ChartLayout.PlainText(Name)),
        ("xref", "paper"),
        ("x", 1),
        ("xanchor", "right"),
        ("y", y.Logarithmic ? Math.Log10(Math.Sqrt(From * To)) : (From + To) / 2),
        ("yanchor", "middle"),
        ("showarrow", false));
}
