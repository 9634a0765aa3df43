namespace DiffusionCourse.Exercises;

/// <summary>What came of one case of a check.</summary>
public enum CaseOutcome
{
    /// <summary>The answer is what was expected.</summary>
    Right,

    /// <summary>The answer is another one, or none came.</summary>
    Wrong,

    /// <summary>The case was not tried, because of an earlier one.</summary>
    NotRun,
}
