namespace DiffusionCourse.Notebooks.Documents;

/// <summary>A notebook that was found.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="RelativePath">Its path from the folder that was searched; its file name where it was named itself.</param>
public sealed record FoundNotebook(string Path, string RelativePath);
