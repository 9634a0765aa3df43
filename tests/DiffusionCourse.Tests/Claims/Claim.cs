namespace DiffusionCourse.Tests.Claims;

/// <summary>A phrase of a notebook's prose that states a number, and what stands behind it.</summary>
/// <param name="Notebook">The notebook's file name without its ending.</param>
/// <param name="Phrase">The words as they stand in the prose, white space as single spaces.</param>
/// <param name="Check">Asserts that the statement is true; null where <paramref name="Meaning"/> says that there is nothing to prove.</param>
/// <param name="Meaning">Why the number is no finding: a definition, a question, a count of what stands beside it.</param>
public sealed record Claim(string Notebook, string Phrase, Func<ClaimRuns, Task>? Check, string? Meaning)
{
    public override string ToString() => $"{Notebook}: {Phrase}";
}
