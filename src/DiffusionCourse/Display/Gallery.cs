namespace DiffusionCourse.Display;

/// <summary>Several displayed things in one output, one below the other or side by side.</summary>
/// <remarks>Some notebooks do not show the elements of an array, and many outputs slow a notebook down: one gallery does neither.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class Gallery : IHtmlDisplay
{
    private readonly object[] _items;

    /// <summary>Puts things one below the other.</summary>
    /// <param name="items">What is shown: anything that shows itself as HTML, or text. At least one.</param>
    /// <exception cref="ArgumentException">There is nothing to show, or an item is null.</exception>
    public Gallery(params object[] items)
        : this(1, items)
    {
    }

    private Gallery(int columns, object[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Length == 0)
        {
            throw new ArgumentException("A gallery needs at least one thing to show.", nameof(items));
        }

        if (Array.IndexOf(items, null) is var missing and >= 0)
        {
            throw new ArgumentException($"Item {missing} of the gallery is null.", nameof(items));
        }

        Columns = columns;
        _items = [.. items];
    }

    /// <summary>How many things stand side by side where there is room; narrow pages show fewer.</summary>
    public int Columns { get; }

    /// <summary>What is shown.</summary>
    public IReadOnlyList<object> Items => _items;

    /// <summary>Puts things side by side; a narrow page shows them one below the other.</summary>
    /// <param name="items">What is shown. At least one.</param>
    /// <exception cref="ArgumentException">There is nothing to show, or an item is null.</exception>
    public static Gallery SideBySide(params object[] items) => new(Math.Max(1, items?.Length ?? 0), items!);

    /// <inheritdoc/>
    public string ToHtml()
    {
        var contents = _items.Select(item => $"<div style=\"min-width:0\">{ItemHtml(item)}</div>");
        return $"""
            <div style="display:grid;gap:1rem;align-items:start;
              grid-template-columns:repeat(auto-fit,minmax(min(100%,max(15rem,{100 / Columns}% - 1rem)),1fr))">
            {string.Join('\n', contents)}
            </div>
            """;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("\n", _items);

    private static string ItemHtml(object item) => item is IHtmlDisplay display
        ? display.ToHtml()
        : $"<p style=\"margin:0;white-space:pre-wrap\">{Html.Encode(NumberText.Of(item))}</p>";
}
