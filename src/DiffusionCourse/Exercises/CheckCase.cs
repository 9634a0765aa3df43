namespace DiffusionCourse.Exercises;

/// <summary>One case of a check.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="Outcome">Whether the answer was right.</param>
/// <param name="Expected">What the answer should have been, or what was demanded of it.</param>
/// <param name="Found">What the answer was.</param>
/// <param name="Why">Where it is right, what the case shows; where not, what probably went wrong.</param>
public sealed record CheckCase(string Name, CaseOutcome Outcome, string Expected, string Found, string Why)
{
    /// <summary>Whether the answer was right.</summary>
    public bool IsRight => Outcome == CaseOutcome.Right;
}
