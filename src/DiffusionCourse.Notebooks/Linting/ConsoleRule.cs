using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>Console text comes after all displayed outputs in Verso, and is lost where the cell throws.</summary>
internal sealed class ConsoleRule : ILintRule
{
    public IEnumerable<LintFinding> Check(LintedNotebook notebook) =>
        from cell in notebook.Code
        where cell.IsCSharp
        from access in cell.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.Expression.ToString() is "Console" or "System.Console" or "Console.Out" or "Console.Error"
        where access.Name.Identifier.Text is "Write" or "WriteLine" or "WriteAsync" or "WriteLineAsync"
        select cell.Finding(
            access, "console",
            "Some hosts show console text late, or lose it. Let the result be the last line of the cell: a value, or a table.");
}
