namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>Something that a cell showed, as it arrives.</summary>
/// <param name="Kind">Console text, a new output, or a replacement.</param>
/// <param name="Id">Which output, for new ones and replacements; empty for console text.</param>
/// <param name="MimeType">The type of <paramref name="Content"/>.</param>
/// <param name="Content">The text, HTML or other content.</param>
public sealed record CellOutput(CellOutputKind Kind, string Id, string MimeType, string Content);
