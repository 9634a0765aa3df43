namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// A cell as it stood in its file: what came before its text (the marker, blank lines), the language, the text, and what followed.
/// </summary>
internal sealed record CellSource(string Before, string Language, string Text, string After);
