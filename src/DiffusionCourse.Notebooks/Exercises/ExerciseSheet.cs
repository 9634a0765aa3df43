using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Exercises;

/// <summary>One exercise sheet: a solved notebook without its solution.</summary>
/// <param name="Path">The file of the sheet.</param>
/// <param name="State">How the file stands to the solution.</param>
/// <param name="Document">What the solution gives; null where there is no solution.</param>
public sealed record ExerciseSheet(string Path, SheetState State, NotebookDocument? Document)
{
    /// <summary>Writes the sheet where it is missing or different.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write()
    {
        if (Document is not null && State != SheetState.Current)
        {
            NotebookFile.Write(Document, Path);
        }
    }
}
