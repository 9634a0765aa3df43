using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>One output on the page.</summary>
internal sealed class PageOutput(CellOutputKind kind, string mimeType, string content)
{
    public CellOutputKind Kind { get; } = kind;

    public string MimeType { get; set; } = mimeType;

    public string Content { get; set; } = content;
}
