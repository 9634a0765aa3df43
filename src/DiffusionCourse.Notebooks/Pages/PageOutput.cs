using System.Net;
using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>One output on the page.</summary>
internal sealed partial class PageOutput(CellOutputKind kind, string mimeType, string content)
{
    public CellOutputKind Kind { get; } = kind;

    public string MimeType { get; set; } = mimeType;

    public string Content { get; set; } = content;

    /// <summary>The same as plain text; null where there is none.</summary>
    public string? PlainText { get; set; }

    /// <summary>Whether it is the value that its cell ends in.</summary>
    public bool IsResult { get; init; }

    /// <summary>
    /// Whether nothing of it is to be kept: it is empty, or tells of work that is over (its element has the attribute
    /// <c>data-transient</c>).
    /// </summary>
    public bool IsTransient
        => Kind == CellOutputKind.Display && (Content.Length == 0 || (MimeType == "text/html" && Transient().IsMatch(Content)));

    /// <summary>What it says of its reader's task (its element has the attribute <c>data-task</c>); null where it says nothing.</summary>
    public string? Task => Kind == CellOutputKind.Display && MimeType == "text/html" && TaskState()
        .Match(Content) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    public CellOutput ToCellOutput() => new(Kind, "", MimeType, Content) { PlainText = PlainText, IsResult = IsResult };

    [GeneratedRegex("""^\s*<[^<>]*\sdata-transient\b""")]
    private static partial Regex Transient();

    [GeneratedRegex("^\\s*<[^<>]*\\sdata-task=\"([^\"]*)\"")]
    private static partial Regex TaskState();
}
