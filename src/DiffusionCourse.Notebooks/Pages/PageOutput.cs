using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>One output on the page.</summary>
internal sealed class PageOutput(CellOutputKind kind, string mimeType, string content)
{
    public CellOutputKind Kind { get; } = kind;

    public string MimeType { get; set; } = mimeType;

    public string Content { get; set; } = content;

    /// <summary>The same as plain text; null where there is none.</summary>
    public string? PlainText { get; set; }

    /// <summary>Whether it is the value that its cell ends in.</summary>
    public bool IsResult { get; init; }

    public CellOutput ToCellOutput() => new(Kind, "", MimeType, Content) { PlainText = PlainText, IsResult = IsResult };
}
