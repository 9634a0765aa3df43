using System.Net;
using System.Text;
using DiffusionCourse.Notebooks.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>
/// Colours C# by its syntax tree alone. Without binding, a name is taken for a type where the grammar wants one, or where it is
/// capitalised and a member is taken from it.
/// </summary>
internal static class CSharpHighlighter
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>The code as it stands, coloured as far as possible: not at all where it is nested too deeply for the parser.</summary>
    public static string ToHtml(string code)
    {
        if (CodeNesting.IsTooDeep(code))
        {
            return WebUtility.HtmlEncode(code);
        }

        var html = new StringBuilder(code.Length * 2);
        var length = 0;
        foreach (var token in CSharpSyntaxTree.ParseText(code, Options).GetRoot().DescendantTokens())
        {
            AppendTrivia(html, token.LeadingTrivia);
            Append(html, token.Text, ClassOf(token));
            AppendTrivia(html, token.TrailingTrivia);
            length += token.FullSpan.Length;
        }

        // The parser drops what its stack does not suffice for.
        return length == code.Length ? html.ToString() : WebUtility.HtmlEncode(code);
    }

    private static void AppendTrivia(StringBuilder html, SyntaxTriviaList list)
    {
        foreach (var trivia in list)
        {
            Append(html, trivia.ToFullString(), trivia.Kind() switch
            {
                SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
                    or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => "c",
                _ when trivia.IsDirective || trivia.IsKind(SyntaxKind.DisabledTextTrivia) => "p",
                _ => null,
            });
        }
    }

    private static void Append(StringBuilder html, string text, string? kind)
    {
        if (text.Length == 0)
        {
            return;
        }

        var encoded = WebUtility.HtmlEncode(text);
        _ = kind is null
            ? html.Append(encoded)
            : html.Append("<span class=\"").Append(kind).Append("\">").Append(encoded).Append("</span>");
    }

    private static string? ClassOf(SyntaxToken token)
    {
        switch (token.Kind())
        {
            case SyntaxKind.NumericLiteralToken:
                return "n";
            case SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken
                or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedRawStringEndToken
                or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken:
                return "s";
            case SyntaxKind.IdentifierToken:
                return ClassOfName(token);
            default:
                return token.IsKeyword() || SyntaxFacts.IsContextualKeyword(token.Kind()) ? "k" : null;
        }
    }

    private static string? ClassOfName(SyntaxToken token)
    {
        switch (token.Parent)
        {
            case IdentifierNameSyntax { IsVar: true } or IdentifierNameSyntax { Identifier.Text: "dynamic" or "nameof" }:
                return "k";
            case BaseTypeDeclarationSyntax or TypeParameterSyntax or ConstructorDeclarationSyntax or DelegateDeclarationSyntax:
                return "t";
            case MethodDeclarationSyntax or LocalFunctionStatementSyntax:
                return "m";
            case SimpleNameSyntax name:
                return IsType(name) ? "t" : IsInvoked(name) ? "m" : null;
            default:
                return null;
        }
    }

    private static bool IsInvoked(SimpleNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax call => call.Expression == name,
        MemberAccessExpressionSyntax access
            => access.Name == name && access.Parent is InvocationExpressionSyntax call && call.Expression == access,
        MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax } => true,
        _ => false,
    };

    private static bool IsType(SimpleNameSyntax name)
    {
        if (name is GenericNameSyntax)
        {
            return !IsInvoked(name);
        }

        var isCapitalised = char.IsUpper(name.Identifier.Text.FirstOrDefault());
        return name.Parent switch
        {
            VariableDeclarationSyntax declaration => declaration.Type == name,
            ParameterSyntax parameter => parameter.Type == name,
            ObjectCreationExpressionSyntax creation => creation.Type == name,
            ArrayTypeSyntax or NullableTypeSyntax or TypeArgumentListSyntax or SimpleBaseTypeSyntax or TypeOfExpressionSyntax
                or CastExpressionSyntax or DeclarationPatternSyntax or DefaultExpressionSyntax or RefTypeSyntax or TupleElementSyntax
                or TypeConstraintSyntax => isCapitalised,
            MethodDeclarationSyntax method => method.ReturnType == name,
            LocalFunctionStatementSyntax function => function.ReturnType == name,
            PropertyDeclarationSyntax property => property.Type == name,
            ForEachStatementSyntax loop => loop.Type == name,
            AttributeSyntax => true,
            BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.AsExpression) || binary.IsKind(SyntaxKind.IsExpression)
                => binary.Right == name,
            MemberAccessExpressionSyntax access => access.Expression == name && isCapitalised,
            _ => false,
        };
    }
}
