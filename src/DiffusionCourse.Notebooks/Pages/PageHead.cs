namespace DiffusionCourse.Notebooks.Pages;

/// <summary>What a page says of itself.</summary>
/// <param name="Title">Its title in the browser.</param>
/// <param name="Site">The name of the site: what the reader's progress is remembered under.</param>
/// <param name="Key">What the site calls the page; null for the page that lists all.</param>
/// <param name="Styles">Style elements that its content needs.</param>
internal sealed record PageHead(string Title, string Site, string? Key = null, string Styles = "");
