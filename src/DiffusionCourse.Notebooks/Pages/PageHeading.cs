namespace DiffusionCourse.Notebooks.Pages;

/// <summary>A heading, for the table of contents.</summary>
internal sealed record PageHeading(int Level, string Anchor, string Text);
