using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Exporting.FileProgram;

/// <summary>The names that a statement of a notebook declares.</summary>
internal static class ProgramNames
{
    /// <param name="statement">The statement.</param>
    /// <param name="top">Gets the names that later statements see.</param>
    /// <param name="inner">Gets the names of blocks and loops; those of functions are their own business.</param>
    public static void Collect(MemberDeclarationSyntax statement, HashSet<string> top, HashSet<string> inner)
    {
        if (statement is MethodDeclarationSyntax method)
        {
            top.Add(method.Identifier.Text);
            return;
        }

        foreach (var node in statement.DescendantNodes(node => !IsFunction(node)))
        {
            if (NameOf(node) is { } name)
            {
                _ = (IsInner(node, statement) ? inner : top).Add(name);
            }
        }
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.Text,
        SingleVariableDesignationSyntax designation => designation.Identifier.Text,
        ForEachStatementSyntax loop => loop.Identifier.Text,
        CatchDeclarationSyntax { Identifier.Text: { Length: > 0 } name } => name,
        FromClauseSyntax from => from.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        _ => null,
    };

    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    private static bool IsInner(SyntaxNode node, SyntaxNode statement) =>
        node is ForEachStatementSyntax or CatchDeclarationSyntax or FromClauseSyntax
        || node.Ancestors().TakeWhile(ancestor => ancestor != statement).Any(ancestor =>
            ancestor is BlockSyntax or ForStatementSyntax or CommonForEachStatementSyntax or UsingStatementSyntax or FixedStatementSyntax
                or SwitchSectionSyntax);
}
