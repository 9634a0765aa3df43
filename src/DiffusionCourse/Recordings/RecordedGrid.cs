namespace DiffusionCourse.Recordings;

/// <summary>The pictures of one part of the course.</summary>
/// <param name="Part">The part's number: 4, 5, 7 or 9.</param>
/// <param name="Title">The prompt, with the settings that all pictures share.</param>
/// <param name="Columns">What changes from column to column, one title each.</param>
/// <param name="Rows">What changes from row to row, one title each; empty for a single row.</param>
/// <param name="Pictures">The pictures, row by row.</param>
public sealed record RecordedGrid(
    int Part, string Title, IReadOnlyList<string> Columns, IReadOnlyList<string> Rows,
    IReadOnlyList<IReadOnlyList<RecordedPicture>> Pictures);
