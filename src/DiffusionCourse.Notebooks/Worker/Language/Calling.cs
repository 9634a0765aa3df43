using DiffusionCourse.Notebooks.Protocol;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>How to call what is being called at the cursor.</summary>
internal static class Calling
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeContainingType)
        .WithParameterOptions(
            SymbolDisplayFormat.MinimallyQualifiedFormat.ParameterOptions | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeName);

    public static async Task<LanguageAnswer> AnswerAsync(Document document, int position)
    {
        var root = (await document.GetSyntaxRootAsync())!;
        if (Arguments(root, position) is not { Parent: { } call } arguments)
        {
            return new LanguageAnswer();
        }

        var model = (await document.GetSemanticModelAsync())!;
        var candidates = Candidates(model, call).Where(method =>
            model.IsAccessible(position, method)).OrderBy(method => method.Parameters.Length).ToList();
        if (candidates.Count == 0)
        {
            return new LanguageAnswer();
        }

        var index = arguments.Arguments.GetSeparators().Count(comma => comma.Span.End <= position);
        var argument = arguments.Arguments.ElementAtOrDefault(index);
        var called = model.GetSymbolInfo(call).Symbol?.OriginalDefinition;
        var active = candidates.FindIndex(method => SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, called));
        var name = argument?.NameColon?.Name.Identifier.ValueText;
        active = active >= 0 ? active : Math.Max(0, candidates.FindIndex(method => Takes(method, name, index)));
        return new LanguageAnswer
        {
            Signatures = [.. candidates.Select(Describe)],
            ActiveSignature = active,
            ActiveParameter = name is null ? index : IndexOf(candidates[active], name),
        };
    }

    /// <summary>The innermost list of arguments whose parentheses the cursor is between.</summary>
    private static BaseArgumentListSyntax? Arguments(SyntaxNode root, int position) =>
        root.FindToken(Math.Max(0, position - 1)).Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>().FirstOrDefault(list =>
        {
            var (open, close) = (list.GetFirstToken(), list.GetLastToken(includeZeroWidth: true));
            return open.Span.End <= position && (close.IsMissing || position <= close.SpanStart);
        });

    private static IEnumerable<IMethodSymbol> Candidates(SemanticModel model, SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax { Expression: var called } => Methods(model, called),
        BaseObjectCreationExpressionSyntax creation when model.GetTypeInfo(creation).Type is INamedTypeSymbol type
            => type.InstanceConstructors,
        ConstructorInitializerSyntax initializer when model.GetSymbolInfo(initializer) is var info => Of(info),
        _ => [],
    };

    private static IEnumerable<IMethodSymbol> Methods(SemanticModel model, ExpressionSyntax called)
        => model.GetMemberGroup(called).OfType<IMethodSymbol>().ToList() is { Count: > 0 } group
        ? group
        : model.GetTypeInfo(called).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke }
        ? [invoke]
        : Of(model.GetSymbolInfo(called));

    private static IEnumerable<IMethodSymbol> Of(SymbolInfo info)
        => info.Symbol is IMethodSymbol one ? [one] : info.CandidateSymbols.OfType<IMethodSymbol>();

    /// <summary>Whether a method has a place for an argument: by its name, where it is named.</summary>
    private static bool Takes(IMethodSymbol method, string? name, int index) => name is null
        ? method.Parameters.Length > index || (method.Parameters.Length == 0 && index == 0)
        : method.Parameters.Any(parameter => parameter.Name == name);

    private static Signature Describe(IMethodSymbol method)
    {
        var documented = Documentation.ParametersOf(method).ToLookup(parameter => parameter.Name, parameter => parameter.Text);
        return new Signature(
            method.ToDisplayString(Format),
            Documentation.SummaryOf(method),
            [
                .. method.Parameters.Select(parameter =>
                    new SignatureParameter(parameter.ToDisplayString(Format), documented[parameter.Name].FirstOrDefault() ?? ""))
            ]);
    }

    private static int IndexOf(IMethodSymbol method, string name)
        => Math.Max(0, method.Parameters.Select(parameter => parameter.Name).ToList().IndexOf(name));
}
