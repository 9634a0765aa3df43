namespace DiffusionCourse.Display;

/// <summary>A column of an <see cref="HtmlTable"/>.</summary>
/// <param name="Header">What the column holds.</param>
/// <param name="Unit">The unit of its numbers, shown beside the header; null for none.</param>
/// <param name="Format">A .NET numeric format such as <c>0.000</c>; null shows four significant digits.</param>
public sealed record TableColumn(string Header, string? Unit = null, string? Format = null)
{
    /// <summary>A column that has a header and nothing else.</summary>
    /// <param name="header">What the column holds.</param>
    public static implicit operator TableColumn(string header) => FromString(header);

    /// <summary>A column that has a header and nothing else.</summary>
    /// <param name="header">What the column holds.</param>
    public static TableColumn FromString(string header) => new(header);
}
