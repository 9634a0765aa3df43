using DiffusionCourse.Display;
using DiffusionCourse.Imaging;

namespace DiffusionCourse.Pipelines;

/// <summary>Pictures over one or two varied settings: a labelled grid, and every result behind it.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class SweepResult : IHtmlDisplay
{
    private readonly SweepAxis? _rowAxis;
    private readonly SweepAxis _columnAxis;

    internal SweepResult(string title, SweepAxis? rowAxis, SweepAxis columnAxis, IReadOnlyList<IReadOnlyList<GenerationResult>> rows)
    {
        Title = title;
        _rowAxis = rowAxis;
        _columnAxis = columnAxis;
        Rows = rows;
    }

    /// <summary>The prompt, or what was swept where prompts differ.</summary>
    public string Title { get; }

    /// <summary>The results, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<GenerationResult>> Rows { get; }

    /// <summary>All results, row after row.</summary>
    public IReadOnlyList<GenerationResult> Results => [.. Rows.SelectMany(row => row)];

    /// <summary>The labelled grid, with each picture's time.</summary>
    public ImageGrid Grid => new(
        [.. Rows.Select(row => (IReadOnlyList<ImageCell>)[.. row.Select(result => result.ToCell(Time(result)))])],
        Title, _rowAxis?.Titles, _columnAxis.Titles);

    /// <summary>The same pictures one at a time, with a slider for each setting that was varied.</summary>
    public ImageExplorer Explore() => Grid.Explore(_columnAxis.Name, _rowAxis?.Name);

    /// <summary>What the reader should know of any of the pictures: a prompt that was cut, say. Empty when all is well.</summary>
    public IReadOnlyList<string> Notices => [.. Results.SelectMany(result => result.Notices).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public string ToHtml()
        => Notices.Count == 0 ? Grid.ToHtml() : new Gallery([Grid, .. Notices.Select(notice => $"Notice: {notice}")]).ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Grid.ToString();

    private static string Time(GenerationResult result) => Invariant($"{result.Timings.Total.TotalSeconds:0.00} s");
}
