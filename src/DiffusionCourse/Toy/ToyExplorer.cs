using System.Text.Json;
using DiffusionCourse.Display;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Toy;

/// <summary>
/// A mixture of Gaussians in two dimensions to play with: sliders for the noise level and for w, particles that flow from noise to data,
/// arrows of the predictions at a point that mouse and arrow keys move, leaps of samplers. It needs no server: the page computes the
/// perfect denoiser
/// itself.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ToyExplorer : IHtmlDisplay
{
    private const int Asked = 1;
    private static readonly Lazy<string> Runtime = new(ReadRuntime);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Makes an explorer.</summary>
    /// <param name="title">Stands above it.</param>
    /// <param name="world">The data: two classes, of which class 1 is asked for.</param>
    /// <exception cref="ArgumentException">There is only one class.</exception>
    public ToyExplorer(string title, ToyDistribution world)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentNullException.ThrowIfNull(world);
        if (world.ClassCount <= Asked)
        {
            throw new ArgumentException("The explorer asks for class 1, and the distribution has class 0 only.", nameof(world));
        }

        Title = title;
        World = world;
    }

    /// <summary>Stands above it.</summary>
    public string Title { get; }

    /// <summary>The data.</summary>
    public ToyDistribution World { get; }

    /// <summary>Whether particles flow from noise to data.</summary>
    public bool Particles { get; init; }

    /// <summary>Whether there is a slider for the guidance scale; w = 1 without one.</summary>
    public bool Guidance { get; init; }

    /// <summary>Whether a point shows where the unconditional, the conditional and the guided prediction lead from it.</summary>
    public bool Arrows { get; init; }

    /// <summary>Ways of samplers to show beside the exact curve, one at a time.</summary>
    /// <exception cref="ArgumentException">A path has no point, a coordinate is not finite, or a sigma not above 0.</exception>
    public IReadOnlyList<ToyPath> Paths
    {
        get;
        init => field = value.All(IsDrawable)
            ? value
            : throw new ArgumentException("A path needs a point at least, finite coordinates, and a finite sigma above 0.", nameof(value));
    } = [];

    private static bool IsDrawable(ToyPath path) => path.Points.Count > 0 && double.IsFinite(path.Sigma) && path.Sigma > 0
        && path.Points.All(point => double.IsFinite(point.X) && double.IsFinite(point.Y));

    /// <inheritdoc/>
    public string ToHtml()
    {
        var id = Html.NewId();
        var levels = Particles || Arrows;
        var model = JsonSerializer.Serialize(
            new
            {
                blobs = World.Components.Select(one => new { one.X, one.Y, one.Deviation, one.Weight, @class = one.Label }),
                asked = Asked,
                particles = Particles,
                arrows = Arrows,
                paths = Paths.Select(path =>
                    new { name = path.Name, points = path.Points.Select(point => new[] { point.X, point.Y }), sigma = path.Sigma }),
            }, Json);
        return $$"""
            <figure id="{{id}}" class="dc-toy" role="group"{{Html.Attribute("aria-label", Title)}}>
            <style>
            #{{id}}{margin:.5rem 0;max-width:36rem;color:inherit}
            {{ColorScheme.Style(id)}}
            #{{id}} .name{font-weight:600;margin:0 0 .5rem}
            #{{id}} svg{width:100%;max-width:36rem;height:auto;border:1px solid rgba(128,128,128,.5);touch-action:none;display:block}
            #{{id}} .asked{fill:#2E8FD0;opacity:.7} #{{id}} .other{fill:#E69F00;opacity:.6}
            #{{id}} .particle{fill:currentColor;opacity:.8}
            #{{id}} .probe{fill:currentColor}
            #{{id}} line{stroke-width:.05} #{{id}} .unconditional{stroke:#E69F00;stroke-dasharray:.15 .1} #{{id}} .conditional{stroke:#0072B2;stroke-dasharray:.3 .1} #{{id}} .guided{stroke:#CC3377;stroke-width:.07}
            #{{id}} .curve{fill:none;stroke:#009E73;stroke-width:.045} #{{id}} .leaps polyline{fill:none;stroke:#CC3377;stroke-width:.045} #{{id}} .leaps circle{fill:#CC3377}
            #{{id}} .slider{display:grid;grid-template-columns:minmax(5rem,8rem) minmax(6rem,1fr) minmax(7rem,11rem);gap:.75rem;align-items:center;margin:.4rem 0}
            #{{id}} label{display:contents} #{{id}} input{width:100%;accent-color:light-dark(#0072B2,#56B4E9)}
            #{{id}} output{font-variant-numeric:tabular-nums;font-weight:600}
            #{{id}} .words,#{{id}} .key{font-size:.9em;margin:.4rem 0;font-variant-numeric:tabular-nums}
            #{{id}} [hidden]{display:none}
            @media(max-width:34rem){#{{id}} .slider{grid-template-columns:1fr} }
            </style>
            <figcaption class="name">{{Html.Encode(Title)}}</figcaption>
            <svg viewBox="-2.8 -2.8 5.6 5.6" {{(Arrows ? "tabindex=\"0\" role=\"application\"" : "role=\"img\"")}}{{Html.Attribute("aria-label", Arrows ? $"{Title}. Arrow keys move the point." : Title)}}>{{(Arrows ? Tips(id) : "")}}</svg>
            <p class="key">{{Html.Encode(Key())}}</p>
            <div class="controls" hidden="hidden">
            {{(levels ? Slider("level", "noise to data", 60, Particles ? 0 : 25) : "")}}
            {{(Guidance ? Slider("w", "guidance w", 15, Arrows ? 3 : 1) : "")}}
            {{(Paths.Count > 0 ? Slider("path", "sampler", Paths.Count - 1, 0) : "")}}
            {{(Particles ? "<p><button type=\"button\" class=\"play\">Let them flow</button></p>" : "")}}
            </div>
            <p class="words" aria-live="polite">Where scripts do not run, the sliders stay away.</p>
            <script>
            (() => {
            {{Runtime.Value}}
            startToy("{{id}}", {{model}});
            })();
            </script>
            </figure>
            """;
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Title}: a mixture of {World.Components.Count} Gaussians");

    private string Key() => "Blue: the class that is asked for. Orange: the other one."
        + (Particles ? " Dark or light dots: particles." : "")
        + (
            Arrows ? " From the point: unconditional (orange, dotted), conditional (blue, dashed), guided (red, solid). Click, drag, or "
                + "use the arrow keys." : "")
        + (Paths.Count > 0 ? " Green: the exact curve. Red: the sampler's leaps." : "");

    private static string Slider(string name, string label, int most, int start) =>
        Invariant($"""<div class="slider"><label><span>{label}</span><input type="range" name="{name}" min="0" max="{most}" step="1" value="{start}" /></label><output></output></div>""");

    private static string Tips(string id)
        => "<defs>" + string.Concat(new[] { ("unconditional", "#E69F00"), ("conditional", "#0072B2"), ("guided", "#CC3377") }
        .Select(tip => $"""<marker id="{id}-tip-{tip.Item1}" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="5" markerHeight="5" orient="auto"><path d="M0,0 L6,3 L0,6 z" fill="{tip.Item2}" /></marker>""")) + "</defs>";

    private static string ReadRuntime()
    {
        using var reader = new StreamReader(typeof(ToyExplorer).Assembly.GetManifestResourceStream("DiffusionCourse.Toy.toy.js")!);
        return reader.ReadToEnd();
    }
}
