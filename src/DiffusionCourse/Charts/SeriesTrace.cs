using Plotly.NET;
using Plotly.NET.TraceObjects;

namespace DiffusionCourse.Charts;

/// <summary>A series as a trace of plotly.js.</summary>
internal static class SeriesTrace
{
    public static Trace Of(Series series, int style, Axis x, Axis y) => new Trace("scatter").With(
        ("name", ChartLayout.PlainText(series.Name)),
        ("x", PlotlyObject.Numbers(series.X, x.Logarithmic)),
        ("y", PlotlyObject.Numbers(series.Y, y.Logarithmic)),
        ("mode", series.Style switch { SeriesStyle.Points => "markers", SeriesStyle.LineAndPoints => "lines+markers", _ => "lines" }),
        ("line", new Line().With(("color", Palette.Colour(style)), ("dash", Palette.Dash(style)), ("width", 2))),
        ("marker", new Marker().With(("color", Palette.Colour(style)), ("symbol", Palette.Symbol(style)), ("size", 8))),
        ("hovertemplate", $"%{{y:.4~g}}{(y.Unit is null ? "" : " " + ChartLayout.PlainText(y.Unit))}"));
}
