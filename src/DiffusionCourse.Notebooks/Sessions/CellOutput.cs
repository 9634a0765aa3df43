namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>Something that a cell showed, as it arrives.</summary>
/// <param name="Kind">Console text, a new output, or a replacement.</param>
/// <param name="Id">Which output, for new ones and replacements; empty for console text.</param>
/// <param name="MimeType">The type of <paramref name="Content"/>.</param>
/// <param name="Content">The text, HTML or other content.</param>
public sealed record CellOutput(CellOutputKind Kind, string Id, string MimeType, string Content)
{
    /// <summary>The same as plain text, for hosts that cannot show <see cref="Content"/>; null where there is none.</summary>
    public string? PlainText { get; init; }

    /// <summary>Whether it is the value that the cell ends in.</summary>
    public bool IsResult { get; init; }
}
