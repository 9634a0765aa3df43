namespace DiffusionCourse.Notebooks.Display;

/// <summary>A piece of HTML that shows as it is.</summary>
public sealed record HtmlFragment(string Content)
{
    /// <summary>The HTML itself.</summary>
    public string ToHtml() => Content;

    /// <inheritdoc />
    public override string ToString() => Content;
}
