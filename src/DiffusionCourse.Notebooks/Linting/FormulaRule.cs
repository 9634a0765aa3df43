using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Maths;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>Formulas that no page can show, on which a run and an export fail.</summary>
internal sealed class FormulaRule : ILintRule
{
    public IEnumerable<LintFinding> Check(LintedNotebook notebook) => notebook.Prose.SelectMany(Check);

    private static IEnumerable<LintFinding> Check(LintedCell cell)
    {
        try
        {
            return MarkdownText.Parse(cell.Cell.Text).Descendants().Select(node => Check(cell, node)).OfType<LintFinding>().ToList();
        }
        catch (ProseException)
        {
            return []; // LinkRule says it.
        }
    }

    private static LintFinding? Check(LintedCell cell, MarkdownObject node)
    {
        var latex = node switch { MathInline inline => inline.Content.ToString(), MathBlock block => block.Lines.ToString(), _ => null };
        try
        {
            _ = latex is null ? "" : MathConverter.ToMathMl(latex, display: node is MathBlock);
            return null;
        }
        catch (MathSyntaxException error)
        {
            // A block begins with its own line of dollars.
            var before = latex.AsSpan(0, Math.Min(error.Offset, latex!.Length)).Count('\n') + (node is MathBlock ? 1 : 0);
            return cell.Finding(
                node.Line + 1 + before, "formula", $"The formula cannot be shown: {error.Message}. Write it another way.");
        }
    }
}
