namespace DiffusionCourse.Notebooks.Linting;

/// <summary>How much a finding matters.</summary>
public enum LintSeverity
{
    /// <summary>Some host refuses it, or shows it wrongly.</summary>
    Error,

    /// <summary>It works, and reads badly.</summary>
    Warning,
}
