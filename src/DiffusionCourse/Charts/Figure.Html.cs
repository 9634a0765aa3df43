using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

public sealed partial class Figure
{
    private static readonly Lazy<string> Runtime = new(ReadRuntime);
    private static readonly string DarkTwins = string.Join(", ", Palette.DarkTwins.Select(twin => $"\"{twin.Key}\": \"{twin.Value}\""));

    /// <inheritdoc/>
    /// <remarks>The first figure of a process carries plotly.js along, unless a <see cref="PlotlyScript"/> was shown before.</remarks>
    public string ToHtml()
    {
        var id = Html.NewId();
        var table =
            Data is null ? "" : $"<details open=\"open\"><summary>Data</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                + $"aria-label=\"Data\">{Data.ToTableElement()}</div></details>";
        // rgb(68, 68, 68) is the grey in which plotly.js writes on bright cells and bars: faint where they are not very bright.
        return $$"""
            {{PlotlyScript.OnceToHtml()}}<figure id="{{id}}" class="dc-figure">
            <style>
            #{{id}}{margin:.5rem 0;max-width:70rem;color:inherit}
            #{{id}} figcaption{margin:0 0 .25rem;text-align:left}
            #{{id}} figcaption strong,#{{id}} figcaption span{display:block}
            #{{id}} .plot{min-width:0}
            #{{id}} .heatmap-label text[style*="rgb(68"],#{{id}} .bartext[style*="rgb(68"]{fill:#000!important}
            #{{id}} summary{cursor:pointer}
            #{{id}} .scroll{overflow:auto;max-height:20rem}
            #{{id}} table{border-collapse:collapse;color:inherit;font-variant-numeric:tabular-nums;margin:.25rem 0}
            #{{id}} caption{text-align:left;padding:.25rem .5rem}
            #{{id}} th,#{{id}} td{padding:.15rem .75rem;text-align:left;background:none;color:inherit;
              border:0;border-bottom:1px solid rgba(128,128,128,.35);font-weight:400}
            #{{id}} thead th{font-weight:600;vertical-align:bottom}
            #{{id}} .number{text-align:right;white-space:nowrap}
            </style>
            <figcaption><strong>{{Html.Encode(Title)}}</strong><span>{{Html.Encode(Description)}}</span></figcaption>
            <div class="plot" role="img" aria-label="{{Html.Encode($"{Title}. {Description}")}}"></div>
            <p class="hint" hidden="hidden">The chart is drawn by plotly.js, which this page does not hold:
              show new PlotlyScript() in a cell, then run this one again.{{(Data is null ? "" : " The table has the same numbers.")}}</p>
            {{table}}
            <script>
            (() => {
            {{Runtime.Value}}
            drawFigure("{{id}}", {{FigureJson()}}, { {{DarkTwins}} },
              { height: {{Size.Height}}, panels: {{Size.Panels}}, columns: {{Size.Columns}} });
            })();
            </script>
            </figure>
            """;
    }

    /// <summary>The chart as plotly.js takes it: an object with data and layout.</summary>
    internal string FigureJson() => InlineJson.Of(Chart);

    private static string ReadRuntime()
    {
        using var reader = new StreamReader(typeof(Figure).Assembly.GetManifestResourceStream("DiffusionCourse.Charts.figure.js")!);
        return reader.ReadToEnd();
    }
}
