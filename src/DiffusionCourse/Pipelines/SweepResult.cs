using DiffusionCourse.Display;
using DiffusionCourse.Imaging;

namespace DiffusionCourse.Pipelines;

/// <summary>Pictures over one or two varied settings: a labelled grid, and every result behind it.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class SweepResult : IHtmlDisplay
{
    private readonly string[] _rowTitles;
    private readonly string[] _columnTitles;

    internal SweepResult(string title, IReadOnlyList<string> rowTitles, IReadOnlyList<string> columnTitles, IReadOnlyList<IReadOnlyList<GenerationResult>> rows)
    {
        Title = title;
        _rowTitles = [.. rowTitles];
        _columnTitles = [.. columnTitles];
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
        Title, _rowTitles.Length == 0 ? null : _rowTitles, _columnTitles);

    /// <summary>What the reader should know of any of the pictures: a prompt that was cut, say. Empty when all is well.</summary>
    public IReadOnlyList<string> Notices => [.. Results.SelectMany(result => result.Notices).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public string ToHtml() => Notices.Count == 0 ? Grid.ToHtml() : new Gallery([Grid, .. Notices.Select(notice => $"Notice: {notice}")]).ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Grid.ToString();

    private static string Time(GenerationResult result) => FormattableString.Invariant($"{result.Timings.Total.TotalSeconds:0.00} s");
}
