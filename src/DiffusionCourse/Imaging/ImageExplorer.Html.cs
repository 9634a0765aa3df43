using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using DiffusionCourse.Display;

namespace DiffusionCourse.Imaging;

public sealed partial class ImageExplorer
{
    /// <summary>More than that in all is made smaller, so that a page stays light.</summary>
    private const double MostPixels = 6e6;

    private static readonly Lazy<string> Runtime = new(ReadRuntime);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <inheritdoc/>
    public string ToHtml()
    {
        var id = Html.NewId();
        var title = Grid.Title ?? Grid.Description ?? $"Pictures by {ColumnAxis}";
        var sideBySide = RowAxis is null;
        var lanes = sideBySide ? Grid.Rows.Select((_, row) => Lane(row)) : [Lane(null)];
        return $$"""
            <figure id="{{id}}" class="dc-explorer{{(sideBySide && Grid.Rows.Count > 2 ? " wide" : "")}}" role="group"{{Html.Attribute("aria-label", $"{title}: explorer")}}>
            <style>
            #{{id}}{margin:.5rem 0;max-width:60rem;color:inherit}
            {{ColorScheme.Style(id)}}
            #{{id}} [hidden]{display:none}
            #{{id}} .name{font-weight:600;margin:0 0 .5rem}
            #{{id}} label{display:contents}
            #{{id}} .tools{margin:.5rem 0}
            #{{id}} .tools label{display:inline}
            #{{id}} .tools input{width:auto}
            #{{id}} .pinned:not([hidden]){display:contents}
            #{{id}} .picture{overflow:hidden}
            #{{id}} .picture img{width:min(24rem,78vw);height:auto}
            #{{id}}.wide .picture img{width:min(14rem,42vw)}
            #{{id}} .picture.near img{transform:scale(3);image-rendering:pixelated;cursor:zoom-out}
            #{{id}} .slider{display:grid;grid-template-columns:9.5rem minmax(6rem,18rem) minmax(6rem,1fr);gap:.75rem;align-items:center;margin:.25rem 0}
            @media(max-width:40rem){#{{id}} .slider{grid-template-columns:1fr} }
            #{{id}} input{width:100%;accent-color:light-dark(#0072B2,#56B4E9)}
            #{{id}} output{font-variant-numeric:tabular-nums;font-weight:600}
            #{{id}} .stage{display:flex;flex-wrap:wrap;gap:1rem;margin:.5rem 0}
            #{{id}} .lane{margin:0;text-align:center;max-width:100%}
            #{{id}} .lane img{display:block;margin:.25rem auto}
            #{{id}} .words{font-size:.875em;line-height:1.3;white-space:pre-line;font-variant-numeric:tabular-nums;min-height:1.3em}
            #{{id}} summary{cursor:pointer}
            #{{id}} details img{max-width:6rem!important}
            </style>
            <figcaption class="name">{{Html.Encode(title)}}</figcaption>
            <div class="controls" hidden="hidden">
            {{Slider(ColumnAxis, Grid.Columns, Start)}}
            {{(RowAxis is null ? "" : Slider(RowAxis, Grid.Rows.Count, Grid.Rows.Count / 2))}}
            <p class="tools"><button type="button" class="pin">Pin this picture</button> <label class="loupe"><input type="checkbox" /> Loupe</label></p>
            </div>
            <div class="stage" aria-live="polite" hidden="hidden">{{string.Concat(lanes)}}<div class="pinned" hidden="hidden"></div></div>
            <details open="open"><summary>All pictures</summary>{{new ImageGrid(ShownRows(), null, Grid.RowTitles.Count == 0 ? null : Grid.RowTitles, Grid.ColumnTitles, title).ToHtml()}}</details>
            <script>
            (() => {
            {{Runtime.Value}}
            startExplorer("{{id}}", {{List(Grid.ColumnTitles)}}, {{List(sideBySide ? [] : Grid.RowTitles)}});
            })();
            </script>
            </figure>
            """;
    }

    private IReadOnlyList<IReadOnlyList<ImageCell>> ShownRows()
    {
        var factor = Math.Sqrt(MostPixels / Grid.Rows.Sum(row => row.Sum(cell => (double)cell.Image.Width * cell.Image.Height)));
        return factor >= 1 ? Grid.Rows : [
            .. Grid.Rows.Select(row => (IReadOnlyList<ImageCell>)[.. row.Select(cell => cell with { Image = Scaled(cell.Image, factor) })])
        ];
    }

    private static RgbImage Scaled(RgbImage image, double factor) =>
        image.Resize(Math.Max(1, (int)(image.Width * factor)), Math.Max(1, (int)(image.Height * factor)), ImageScaling.Linear);

    private static string Slider(string name, int positions, int start) =>
        Invariant($"""<div class="slider"><label><span>{Html.Encode(name)}</span><input type="range" min="0" max="{positions - 1}" step="1" value="{start}" /></label><output></output></div>""");

    private string Lane(int? row)
    {
        var heading = row is { } at && Grid.RowTitles.Count > 0 ? $"<div class=\"heading\">{Html.Encode(Grid.RowTitles[at])}</div>" : "";
        return $"<div class=\"lane\">{heading}<div class=\"picture\"></div><div class=\"words\"></div></div>";
    }

    private static string List(IReadOnlyList<string> titles) => JsonSerializer.Serialize(titles, Json);

    private static string ReadRuntime()
    {
        using var reader =
            new StreamReader(typeof(ImageExplorer).Assembly.GetManifestResourceStream("DiffusionCourse.Imaging.explorer.js")!);
        return reader.ReadToEnd();
    }
}
