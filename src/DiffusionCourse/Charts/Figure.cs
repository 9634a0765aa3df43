using DiffusionCourse.Display;
using Plotly.NET;

namespace DiffusionCourse.Charts;

/// <summary>A chart with its title, its finding in words and the table of its data.</summary>
/// <remarks>
/// The table shows where scripts do not run, and until the chart is drawn. Text, grid and colours follow the page, light or dark.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed partial class Figure : IHtmlDisplay
{
    /// <summary>Wraps a chart of Plotly.NET.</summary>
    /// <param name="title">Stands above the chart.</param>
    /// <param name="description">What the chart shows: the finding, in words. It is the alternative text, and stands below the
    /// title.</param>
    /// <param name="chart">The chart. Its own colours of text, grid and background win over those of the page.</param>
    /// <param name="data">The numbers behind it; null for none.</param>
    /// <exception cref="ArgumentException">The title or the description is empty.</exception>
    public Figure(string title, string description, GenericChart chart, HtmlTable? data = null)
        : this(title, description, chart, data, FigureSize.Single)
    {
    }

    internal Figure(string title, string description, GenericChart chart, HtmlTable? data, FigureSize size)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(chart);
        Title = title;
        Description = description;
        Chart = chart;
        Data = data;
        Size = size;
    }

    /// <summary>Stands above the chart.</summary>
    public string Title { get; }

    /// <summary>The finding, in words.</summary>
    public string Description { get; }

    /// <summary>The chart itself, to be styled further with Plotly.NET and wrapped again.</summary>
    public GenericChart Chart { get; }

    /// <summary>The numbers behind the chart; null where none were given.</summary>
    public HtmlTable? Data { get; }

    internal FigureSize Size { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}. {Description}" + (Data is null ? "" : $"\n{Data}");
}
