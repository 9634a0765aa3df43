using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>Cells have no nullable context: editors underline annotations of what can be null anyway.</summary>
internal sealed class NullableRule : ILintRule
{
    public IEnumerable<LintFinding> Check(LintedNotebook notebook) =>
        from cell in notebook.Code
        where cell.IsCSharp && !cell.Cell.Text.Contains("#nullable", StringComparison.Ordinal)
        from type in cell.Syntax.DescendantNodes().OfType<NullableTypeSyntax>()
        where IsReference(type.ElementType)
        select cell.Finding(
            type, "nullable", $"'{type}' is underlined in editors, because cells have no nullable context. Write '{type.ElementType}'.",
            LintSeverity.Warning);

    // Of a name alone it cannot be told.
    private static bool IsReference(TypeSyntax type) =>
        type is ArrayTypeSyntax or PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.ObjectKeyword or (int)SyntaxKind.StringKeyword };
}
