using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>
/// Names that only some hosts bring: <c>display(x)</c>, <c>HTML(x)</c> and the kernel's own classes do not compile in Verso.
/// </summary>
internal sealed class HostNamesRule : ILintRule
{
    private static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["display"] = "Let the value be the last line of the cell",
        ["HTML"] = "Let a value that has ToHtml() be the last line of the cell",
    };

    private static readonly string[] Classes = ["Kernel", "KernelInvocationContext", "Formatter", "PocketView", "CSharpKernel"];

    public IEnumerable<LintFinding> Check(LintedNotebook notebook)
    {
        var code = notebook.Code.Where(cell => cell.IsCSharp).ToList();
        var own = code.SelectMany(cell =>
            cell.Syntax.DescendantNodes()).Select(DeclaredName).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return from cell in code
               from name in cell.Syntax.DescendantNodes().OfType<SimpleNameSyntax>()
               where !own.Contains(name.Identifier.Text) && !IsMember(name)
               let message = MessageFor(name)
               where message is not null
               select cell.Finding(name, "host-names", message);
    }

    private static string? MessageFor(SimpleNameSyntax name)
    {
        var text = name.Identifier.Text;
        return name.Parent is InvocationExpressionSyntax call && call.Expression == name && Functions.TryGetValue(text, out var remedy)
            ? $"{text}(...) does not compile in Verso. {remedy}."
            : Classes.Contains(text, StringComparer.Ordinal)
            ? $"'{text}' is a name of .NET Interactive and does not compile elsewhere. Use the library's own."
            : null;
    }

    private static bool IsMember(SimpleNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access && access.Name == name
        || name.Parent is MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax
        || (name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment && assignment.Left == name);

    private static string? DeclaredName(SyntaxNode node) => node switch
    {
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        SingleVariableDesignationSyntax designation => designation.Identifier.Text,
        ForEachStatementSyntax loop => loop.Identifier.Text,
        VariableDeclaratorSyntax variable => variable.Identifier.Text,
        ParameterSyntax parameter => parameter.Identifier.Text,
        _ => null,
    };
}
