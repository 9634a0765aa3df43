using DiffusionCourse.Display;
using Plotly.NET;

namespace DiffusionCourse.Charts;

/// <summary>plotly.js, which draws the figures: the copy inside Plotly.NET, written into the page. Nothing is downloaded.</summary>
/// <remarks>
/// The first figure brings it along. A page that holds it twice runs it once; one that has lost it, because the cell of the first
/// figure was run again, gets it back from a cell that shows a new one of these.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class PlotlyScript : IHtmlDisplay
{
    private static readonly Lazy<string> Html = new(Compose);
    private static int _emitted;

    /// <summary>Whether this process has given out plotly.js already, so that figures leave it out.</summary>
    internal static bool Emitted
    {
        get => Volatile.Read(ref _emitted) != 0;
        set => Volatile.Write(ref _emitted, value ? 1 : 0);
    }

    /// <summary>
    /// plotly.js as a script element that sets <c>window.Plotly</c>, 3.6 MB. The attribute <c>data-once</c> lets a host keep the first of
    /// several.
    /// </summary>
    public string ToHtml()
    {
        Emitted = true;
        return Html.Value;
    }

    /// <inheritdoc/>
    public override string ToString() => "Charts are ready to be drawn.";

    /// <summary>The script where this process has not given it out yet, else nothing.</summary>
    internal static string OnceToHtml() => Interlocked.Exchange(ref _emitted, 1) == 0 ? Html.Value : "";

    private static string Compose()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var script = reader.ReadToEnd();
        if (script.Contains("</script", StringComparison.OrdinalIgnoreCase) || script.Contains("<!--", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{name} cannot stand inside a script element: it holds \"</script\" or \"<!--\".");
        }

        // Jupyter's page has an AMD loader and others a CommonJS one: hidden from the script, it sets window.Plotly everywhere.
        return $"""
            <script data-once="plotly.js">
            window.Plotly || (function (define, module, exports) {"{"}
            {script}
            {"}"}).call(window);
            </script>
            """;
    }
}
