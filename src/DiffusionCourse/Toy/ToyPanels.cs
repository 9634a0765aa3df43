using System.Text;
using System.Text.Json;
using DiffusionCourse.Display;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Toy;

/// <summary>
/// Ways of particles over a <see cref="ToyDistribution"/>, in maps beside each other under one slider. It needs no server: all ways are
/// in the page, and where scripts do not run, those of the middle position are shown.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ToyPanels : IHtmlDisplay
{
    private const int Dots = 260;
    private const ulong DotSeed = 7;

    /// <summary>Makes the figure.</summary>
    /// <param name="title">Stands above it.</param>
    /// <param name="world">The data; class 1 is blue, all others are orange.</param>
    /// <param name="positions">Names of the slider's positions; with a single one there is no slider.</param>
    /// <param name="panels">The maps, each with a run for every position.</param>
    /// <exception cref="ArgumentException">There are no positions or maps, or a map has another number of runs.</exception>
    public ToyPanels(string title, ToyDistribution world, IReadOnlyList<string> positions, params IReadOnlyList<ToyPanel> panels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(panels);
        if (positions.Count == 0 || panels.Count == 0 || panels.FirstOrDefault(panel => panel.Runs.Count != positions.Count) is not null)
        {
            throw new ArgumentException(
                $"Each map needs a run for each of the {positions.Count} positions, one at least; the maps have "
                    + $"{string.Join(", ", panels.Select(panel => panel.Runs.Count))}.",
                nameof(panels));
        }

        (Title, World, Positions, Panels) = (title, world, positions, panels);
    }

    /// <summary>Stands above it.</summary>
    public string Title { get; }

    /// <summary>The data.</summary>
    public ToyDistribution World { get; }

    /// <summary>Names of the slider's positions.</summary>
    public IReadOnlyList<string> Positions { get; }

    /// <summary>The maps.</summary>
    public IReadOnlyList<ToyPanel> Panels { get; }

    private int Middle => Positions.Count / 2;

    /// <inheritdoc/>
    public string ToHtml()
    {
        var id = Html.NewId();
        return $$"""
            <figure id="{{id}}" class="dc-toy" role="group"{{Html.Attribute("aria-label", Title)}}>
            <style>
            #{{id}}{margin:.5rem 0;color:inherit}
            {{ColorScheme.Style(id)}}
            #{{id}} .title{font-weight:600;margin:0 0 .5rem}
            #{{id}} .maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:.75rem;max-width:{{34 * Panels.Count}}rem}
            #{{id}} .name{margin:0 0 .25rem} #{{id}} .map{min-width:0}
            #{{id}} svg{width:100%;height:auto;border:1px solid rgba(128,128,128,.5);display:block}
            #{{id}} .asked{fill:#2E8FD0;opacity:.55} #{{id}} .other{fill:#E69F00;opacity:.5}
            #{{id}} polyline{fill:none} #{{id}} .exact polyline{stroke:#009E73;stroke-width:.03;opacity:.9}
            #{{id}} .run polyline{stroke:#CC3377;stroke-width:.03} #{{id}} .run circle{fill:#CC3377} #{{id}} .run .end{stroke:currentColor;stroke-width:.025}
            #{{id}} .from{fill:none;stroke:currentColor;stroke-width:.025}
            #{{id}} .slider{display:grid;grid-template-columns:minmax(4rem,8rem) minmax(6rem,1fr) minmax(5rem,11rem);gap:.75rem;align-items:center;margin:.4rem 0;max-width:36rem}
            #{{id}} label{display:contents} #{{id}} input{width:100%;accent-color:light-dark(#0072B2,#56B4E9)}
            #{{id}} output{font-variant-numeric:tabular-nums;font-weight:600} #{{id}} .key{font-size:.9em;margin:.4rem 0}
            #{{id}} [hidden]{display:none}
            </style>
            <figcaption class="title">{{Html.Encode(Title)}}</figcaption>
            <div class="controls" hidden="hidden">
            <div class="slider"><label><span>move</span><input type="range" min="0" max="{{Positions.Count - 1}}" step="1" value="{{Middle}}"{{Html.Attribute("aria-label", Title)}} /></label><output></output></div>
            </div>
            <div class="maps">
            {{string.Concat(Panels.Select(panel => Map(panel)))}}
            </div>
            <p class="key">{{Html.Encode(Key())}}</p>
            {{(Positions.Count > 1 ? Script(id) : "")}}
            </figure>
            """;
    }

    /// <inheritdoc/>
    public override string ToString()
        => $"{Title}: {string.Join(", ", Panels.Select(panel => panel.Name))}; {string.Join(", ", Positions)}";

    private string Key() => "Blue and orange: the data. "
        + (Panels.Any(panel => panel.Runs.Any(run => run.Count > 1)) ? "Circles: where particles start. " : "")
        + (Panels.Any(panel => panel.Exact is not null) ? "Green: the exact ways. " : "")
        + "Red: where the particles are led.";

    private string Map(ToyPanel panel)
    {
        var drawing = new StringBuilder();
        var data = new double[2 * Dots];
        foreach (var label in Enumerable.Range(0, World.ClassCount))
        {
            var own = data.AsSpan(0, 2 * (Dots / World.ClassCount));
            World.Sample(DotSeed + (ulong)label, label, own);
            Circles(drawing, own, 0.045, label == 1 ? "asked" : "other");
        }

        if (panel.Exact is { } exact)
        {
            Group(drawing, "exact", null, () => Lines(drawing, exact));
        }

        for (var at = 0; at < panel.Runs.Count; at++)
        {
            var run = panel.Runs[at];
            Group(drawing, "run", at, () =>
            {
                if (run.Count > 1)
                {
                    Circles(drawing, run[0], 0.06, "from");
                    Lines(drawing, run);
                    run.Skip(1).SkipLast(1).ToList().ForEach(sample => Circles(drawing, sample, 0.04, "on"));
                }

                Circles(drawing, run[^1], 0.075, "end");
            });
        }

        return $"""<div class="map"><p class="name">{Html.Encode(panel.Name)}</p><svg viewBox="-2.8 -2.8 5.6 5.6" role="img"{Html.Attribute("aria-label", $"{Title}: {panel.Name}")}>{drawing}</svg></div>""";
    }

    private void Group(StringBuilder drawing, string name, int? at, Action draw)
    {
        drawing.Append(Invariant($"""<g class="{name}" """)).Append(at is null ? "" : Invariant($""" data-at="{at}" """)).Append(at is null || at == Middle ? ">" : "hidden=\"hidden\">");
        draw();
        drawing.Append("</g>");
    }

    private static void Circles(StringBuilder drawing, ReadOnlySpan<double> points, double radius, string name)
    {
        for (var i = 0; i + 1 < points.Length; i += 2)
        {
            drawing.Append(Invariant($"""<circle class="{name}" r="{radius}" cx="{points[i]:0.###}" cy="{-points[i + 1]:0.###}" />"""));
        }
    }

    private static void Lines(StringBuilder drawing, IReadOnlyList<double[]> samples)
    {
        for (var i = 0; i + 1 < samples[0].Length; i += 2)
        {
            drawing.Append("<polyline points=\"")
                .AppendJoin(' ', samples.Select(sample => Invariant($"{sample[i]:0.###},{-sample[i + 1]:0.###}"))).Append("\" />");
        }
    }

    private string Script(string id) => $$"""
        <script>
        (() => {
          const names = {{JsonSerializer.Serialize(Positions)}};
          const start = figure => {
            const input = figure.querySelector("input");
            const show = () => {
              for (const run of figure.querySelectorAll("[data-at]")) run.toggleAttribute("hidden", run.dataset.at !== input.value);
              figure.querySelector("output").textContent = names[input.value];
              input.setAttribute("aria-valuetext", names[input.value]);
            };
            input.addEventListener("input", show);
            figure.querySelector(".controls").hidden = false;
            show();
          };
          const wait = tries => {
            const waiting = [...document.querySelectorAll('[id="{{id}}"]')].filter(figure => !figure.dataset.started);
            for (const figure of waiting) { figure.dataset.started = "yes"; start(figure); }
            if (waiting.length === 0 && tries < 100) setTimeout(wait, 100, tries + 1);
          };
          wait(0);
        })();
        </script>
        """;
}
