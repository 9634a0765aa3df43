namespace DiffusionCourse.Notebooks.Linting;

/// <summary>One thing that is looked for.</summary>
internal interface ILintRule
{
    IEnumerable<LintFinding> Check(LintedNotebook notebook);
}
