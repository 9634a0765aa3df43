using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>Looks for what any of the hosts would refuse: .NET Interactive, this project's own runner and Jupyter kernel, Verso.</summary>
public static class NotebookLint
{
    private static readonly ILintRule[] Rules =
    [
        new MarkerRule(), new ImportRule(), new ReferenceRule(), new LanguageRule(), new SyntaxRule(), new NullableRule(),
        new HostNamesRule(),
        new ConsoleRule(), new OutputCountRule(), new SetUpRule(), new LinkRule(), new FormulaRule(), new LengthRule(), new WidthRule(),
    ];

    /// <summary>Examines a notebook.</summary>
    /// <returns>The findings in the order of the file.</returns>
    /// <exception cref="NotebookFormatException">The file cannot be read as a notebook.</exception>
    public static IReadOnlyList<LintFinding> Check(string path, LintOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var notebook = new LintedNotebook(path, NotebookFile.Read(path), options);
        return [.. Rules.SelectMany(rule => rule.Check(notebook))];
    }
}
