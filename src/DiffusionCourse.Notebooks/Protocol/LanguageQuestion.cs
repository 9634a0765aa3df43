namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>A question about code.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Code">The code: a cell, or an expression.</param>
/// <param name="Position">The cursor, in UTF-16 code units.</param>
/// <param name="IsDetailed">Whether all is told that is known.</param>
internal sealed record LanguageQuestion(LanguageQuestionKind Kind, string Code, int Position = 0, bool IsDetailed = false)
{
    /// <summary>The cells above that have not run, in order: what they declare is known, too.</summary>
    public IReadOnlyList<string>? Above { get; init; }
}
