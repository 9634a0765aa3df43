namespace DiffusionCourse.Notebooks.Linting;

/// <summary>Something in a notebook that a host would refuse, or that a reader would stumble over.</summary>
/// <param name="Path">The notebook.</param>
/// <param name="Place">Where: a line of a .dib file, <c>cell 3, line 2</c> of an .ipynb file.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Rule">The name of the rule.</param>
/// <param name="Message">What is wrong, and the remedy.</param>
public sealed record LintFinding(string Path, string Place, LintSeverity Severity, string Rule, string Message)
{
    /// <summary>One line, as compilers write it.</summary>
    public override string ToString() => $"{Path}, {Place}: {(Severity == LintSeverity.Error ? "error" : "warning")} {Rule}: {Message}";
}
