using System.Globalization;
using DiffusionCourse.Notebooks.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>
/// Code that the oldest compiler among the hosts, that of C# 13, does not take, and <c>dynamic</c>, which Verso cannot bind.
/// </summary>
internal sealed class SyntaxRule : ILintRule
{
    private const string Rule = "syntax";

    private static readonly CSharpParseOptions Oldest = new(LanguageVersion.CSharp13, kind: SourceCodeKind.Script);

    public IEnumerable<LintFinding> Check(LintedNotebook notebook) => notebook.Code.Where(cell => cell.IsCSharp).SelectMany(Check);

    private static IEnumerable<LintFinding> Check(LintedCell cell)
    {
        if (CodeNesting.IsTooDeep(cell.Cell.Text))
        {
            return [cell.Finding(1, Rule, $"The code cannot be read: {CodeNesting.Message}.")];
        }

        var broken = ErrorsOf(cell.Syntax.SyntaxTree).ToList();
        if (broken.Count > 0)
        {
            return broken.Select(error =>
                cell.Finding(LineOf(error), Rule, $"{error.GetMessage(CultureInfo.InvariantCulture)}. Correct the code."));
        }

        var newer = ErrorsOf(CSharpSyntaxTree.ParseText(LintedCell.WithoutCommands(cell.Cell), Oldest))
            .Select(error =>
                cell.Finding(
                    LineOf(error), Rule,
                    $"C# 13 does not take this ({error.GetMessage(CultureInfo.InvariantCulture)}), and some hosts have no newer "
                        + "compiler. Write it in C# 13.")).ToList();
        return newer.Concat(cell.Syntax.DescendantNodes().Select(node => Check(cell, node)).OfType<LintFinding>()).DistinctBy(finding =>
            finding.Place);
    }

    // What the parser takes in every version, and the binder does not.
    private static LintFinding? Check(LintedCell cell, SyntaxNode node) => node switch
    {
        IdentifierNameSyntax { Identifier.Text: "dynamic" } name when SyntaxFacts.IsInTypeOnlyContext(name)
            || name.Parent is VariableDeclarationSyntax =>
            cell.Finding(node, Rule, "'dynamic' does not bind in every host. Name the type, or use var."),
        AssignmentExpressionSyntax { Parent: ConditionalAccessExpressionSyntax } =>
            cell.Finding(node, Rule, "Assigning through '?.' needs C# 14, and some hosts have no newer compiler than 13. Write an if."),
        ExtensionBlockDeclarationSyntax
            => cell.Finding(node, Rule, "Extension blocks need C# 14, and scripts do not take them. Write a function."),
        FieldExpressionSyntax => cell.Finding(
            node, Rule, "The keyword 'field' needs C# 14, and some hosts have no newer compiler than 13. Declare the field."),
        _ => null,
    };

    private static IEnumerable<Diagnostic> ErrorsOf(SyntaxTree tree)
        => tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static int LineOf(Diagnostic error) => error.Location.GetLineSpan().StartLinePosition.Line + 1;
}
