namespace DiffusionCourse.Notebooks.Linting;

/// <summary>A cell does one thing in a few lines.</summary>
internal sealed class LengthRule : ILintRule
{
    public IEnumerable<LintFinding> Check(LintedNotebook notebook)
    {
        var lengths = notebook.Code.Select(cell => cell.Lines.Count(line => !string.IsNullOrWhiteSpace(line))).Order().ToList();
        if (lengths.Count == 0)
        {
            yield break;
        }

        var median = (lengths[(lengths.Count - 1) / 2] + lengths[lengths.Count / 2]) / 2.0;
        if (median > notebook.Options.MedianLines)
        {
            yield return notebook.Finding(
                "length",
                Invariant(
                    $"The median code cell has {median} lines; {
                        notebook.Options.MedianLines} are enough to teach one thing. Split cells, or move code into the library."),
                LintSeverity.Warning);
        }
    }
}
