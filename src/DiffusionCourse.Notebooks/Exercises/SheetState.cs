namespace DiffusionCourse.Notebooks.Exercises;

/// <summary>How an exercise sheet on disk stands to its solution.</summary>
public enum SheetState
{
    /// <summary>It is what the solution gives.</summary>
    Current,

    /// <summary>There is none yet.</summary>
    Missing,

    /// <summary>It is another one: the solution was changed, or the sheet was edited by hand.</summary>
    Different,

    /// <summary>There is no solution that it could come from.</summary>
    WithoutSolution,
}
