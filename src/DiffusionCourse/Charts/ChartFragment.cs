using DiffusionCourse.Display;
using Plotly.NET;

namespace DiffusionCourse.Charts;

/// <summary>A chart of Plotly.NET as it is, for notebook hosts: no title, no table, no colours but its own.</summary>
/// <remarks>
/// A <see cref="Figure"/> says what its chart shows, follows the page's colours, and has a table where scripts do not run.
/// </remarks>
public static class ChartFragment
{
    /// <summary>
    /// Gives a self-contained HTML fragment that draws the chart offline. The first one of a process carries plotly.js along.
    /// </summary>
    /// <param name="chart">The chart.</param>
    public static string ToHtml(GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var id = Html.NewId();
        return $$"""
            {{PlotlyScript.OnceToHtml()}}<div id="{{id}}"></div>
            <script>
            (() => {
            const wait = tries => {
              const place = document.getElementById("{{id}}");
              if (place && window.Plotly) {
                const { data, layout, config } = {{InlineJson.Of(chart)}};
                Plotly.newPlot(place, data, layout, { responsive: true, ...config });
              } else if (tries < 100) {
                setTimeout(wait, 100, tries + 1);
              } else if (place) {
                place.textContent =
                  "The chart is drawn by plotly.js, which this page does not hold: run the set-up cell, then this one again.";
              }
            };
            wait(0);
            })();
            </script>
            """;
    }
}
