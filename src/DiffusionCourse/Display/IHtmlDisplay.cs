namespace DiffusionCourse.Display;

/// <summary>Something that shows itself as HTML in a notebook.</summary>
/// <remarks>
/// Every implementation also carries the formatter attribute by which notebook hosts find it without a reference in
/// either direction; hosts that look for a public <c>ToHtml()</c> find that.
/// </remarks>
public interface IHtmlDisplay
{
    /// <summary>Gives a self-contained HTML fragment: scoped styles, unique ids, no external address.</summary>
    /// <returns>The fragment. Two calls differ in their ids, so that both can stand on one page.</returns>
    string ToHtml();
}
