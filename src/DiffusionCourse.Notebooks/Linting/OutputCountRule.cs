using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>About 95 outputs in one notebook blanked VS Code: one grid, not as many pictures.</summary>
internal sealed class OutputCountRule : ILintRule
{
    private const string Rule = "outputs";

    public IEnumerable<LintFinding> Check(LintedNotebook notebook)
    {
        var displays = notebook.Code.Where(cell => cell.IsCSharp)
            .SelectMany(cell =>
                cell.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsDisplay).Select(call => (cell, call))).ToList();
        foreach (var (cell, call) in displays.Where(place => place.call.Ancestors().Any(IsLoop)))
        {
            yield return cell.Finding(
                call, Rule,
                "A display inside a loop makes an output each time, and too many blank VS Code. Collect them, and show one grid or "
                    + "gallery.");
        }

        var count = displays.Count + notebook.Code.Count(EndsInValue);
        if (count > notebook.Options.OutputLimit)
        {
            yield return notebook.Finding(
                Rule,
                Invariant(
                    $"The notebook shows {count} outputs; more than {
                        notebook.Options.OutputLimit} blank VS Code. Split it, or gather outputs into grids."));
        }
    }

    private static bool IsDisplay(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Display" }
            or IdentifierNameSyntax { Identifier.Text: "display" };

    private static bool IsLoop(SyntaxNode node)
        => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    private static bool EndsInValue(LintedCell cell) =>
        cell.Syntax.Members
            .LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } };
}
