using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Exporting.FileProgram;

/// <summary>The code of one cell, taken apart into what a program keeps in different places.</summary>
internal sealed class ProgramCell
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    public ProgramCell(int number, string code)
    {
        Number = number;
        var root = CSharpSyntaxTree.ParseText(code, Script).GetCompilationUnitRoot();
        Usings = [.. root.Usings.Select(directive => directive.ToString())];
        Types = [.. root.Members.Where(IsType).Select(member => member.ToFullString().Trim('\n'))];
        Statements = [.. root.Members.Where(member => !IsType(member))];
        foreach (var statement in Statements)
        {
            ProgramNames.Collect(statement, TopNames, InnerNames);
        }
    }

    public int Number { get; }

    public IReadOnlyList<string> Usings { get; }

    /// <summary>Classes, records and the like: in a program they stand behind all statements.</summary>
    public IReadOnlyList<string> Types { get; }

    public IReadOnlyList<MemberDeclarationSyntax> Statements { get; }

    /// <summary>Names that the cells after this one see.</summary>
    public HashSet<string> TopNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of its loops and blocks.</summary>
    public HashSet<string> InnerNames { get; } = new(StringComparer.Ordinal);

    /// <summary>The statements as a program has them.</summary>
    /// <param name="showsValue">Whether the last expression is shown; false where it has no value.</param>
    public string ToProgramText(bool showsValue) => string.Concat(Statements.Select(member => member switch
    {
        GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last } => showsValue
            ? $"{last.GetLeadingTrivia().ToFullString()}NotebookOutput.Show({Number}, "
                + $"{last.Expression});{last.GetTrailingTrivia().ToFullString()}"
            : $"{last.GetLeadingTrivia().ToFullString()}{last.Expression};{last.GetTrailingTrivia().ToFullString()}",
        _ => WithoutAccess(member).ToFullString(),
    })).Trim('\n');

    private static bool IsType(MemberDeclarationSyntax member) => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;

    /// <summary>Scripts have fields and methods where programs have local variables and functions, which take no such words.</summary>
    private static MemberDeclarationSyntax WithoutAccess(MemberDeclarationSyntax member)
    {
        var kept = member.Modifiers.Where(modifier =>
            modifier.Kind() is not (
                SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.InternalKeyword or SyntaxKind.StaticKeyword
                    or SyntaxKind.ReadOnlyKeyword)).ToList();
        return kept.Count == member.Modifiers.Count
            ? member
            : member.WithModifiers(SyntaxFactory.TokenList(kept)).WithLeadingTrivia(member.GetLeadingTrivia());
    }
}
