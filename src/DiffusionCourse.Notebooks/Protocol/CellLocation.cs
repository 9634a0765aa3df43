namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>A place in the source of a cell.</summary>
/// <param name="Place">Which source: <c>cell 3</c>, or <c>setup.dib, cell 1</c> for an imported one.</param>
/// <param name="Line">The line in that cell, from 1.</param>
/// <param name="Column">The column in that line, from 1; 0 where unknown.</param>
/// <param name="Source">The text of the line.</param>
public sealed record CellLocation(string Place, int Line, int Column, string Source)
{
    /// <summary>Such as <c>cell 3, line 2</c>.</summary>
    public override string ToString() => $"{Place}, line {Line}";
}
