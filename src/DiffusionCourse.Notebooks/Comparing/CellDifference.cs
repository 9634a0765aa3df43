namespace DiffusionCourse.Notebooks.Comparing;

/// <summary>Something that one host did otherwise than another.</summary>
/// <param name="Cell">The cell's place in the notebook, from 1; 0 for the notebook as a whole.</param>
/// <param name="Message">What differs.</param>
public sealed record CellDifference(int Cell, string Message)
{
    /// <summary>One line.</summary>
    public override string ToString() => Cell == 0 ? Message : $"cell {Cell}: {Message}";
}
