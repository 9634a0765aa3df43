namespace DiffusionCourse.Exercises;

/// <summary>How an answer was judged.</summary>
/// <param name="IsRight">Whether it is right.</param>
/// <param name="Expected">What it should have been, in words or numbers.</param>
/// <param name="Found">What it was.</param>
/// <param name="Suspicions">Mistakes that give just this answer, the likeliest first. A right answer can have some, too: w = 1 hides
/// many.</param>
internal sealed record Verdict(bool IsRight, string Expected, string Found, params IReadOnlyList<string> Suspicions)
{
    /// <summary>What to say where nothing is suspected.</summary>
    public string Otherwise { get; init; } = "";
}
