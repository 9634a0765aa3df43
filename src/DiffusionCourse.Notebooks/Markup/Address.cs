namespace DiffusionCourse.Notebooks.Markup;

/// <summary>An address as it stands in a text.</summary>
/// <param name="Start">Where it starts, its quotes or brackets included.</param>
/// <param name="Length">How long it is there.</param>
/// <param name="Url">The address itself.</param>
/// <param name="IsPicture">Whether what it names is shown in its place.</param>
internal readonly record struct Address(int Start, int Length, string Url, bool IsPicture);
