namespace DiffusionCourse.Notebooks.Linting;

/// <summary>What a course asks of its notebooks.</summary>
public sealed record LintOptions
{
    /// <summary>The file name of the set-up notebook that each notebook imports in its first code cell; null for none.</summary>
    public string? SetUpFile { get; init; }

    /// <summary>The code of the second code cell, which checks the set-up; null for none.</summary>
    public string? SetUpCheck { get; init; }

    /// <summary>
    /// What the text above the import must name, so that a reader who has not built yet knows what to do; null for nothing.
    /// </summary>
    public string? BuildCommand { get; init; }

    /// <summary>How many outputs a notebook may show. Default: 90; about 95 blanked VS Code.</summary>
    public int OutputLimit { get; init; } = 90;

    /// <summary>How long the median code cell may be, in lines. Default: 5.</summary>
    public int MedianLines { get; init; } = 5;

    /// <summary>How long a line of code may be, in columns. Default: 100, which a page shows without scrolling.</summary>
    public int LineColumns { get; init; } = 100;
}
