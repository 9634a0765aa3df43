using DiffusionCourse.Notebooks.Protocol;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.QuickInfo;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>What the code at the cursor means: a name, or inside the parentheses of a call the method that is called.</summary>
internal static class Inspecting
{
    public static async Task<LanguageAnswer> AnswerAsync(Document document, int position, bool isDetailed)
    {
        var root = (await document.GetSyntaxRootAsync())!;
        foreach (var place in Places(root, position))
        {
            if (await DescribeAsync(document, place, isDetailed) is { } description)
            {
                return new LanguageAnswer { Text = description.ToText(), Html = description.ToHtml(), Markdown = description.ToMarkdown() };
            }
        }

        return new LanguageAnswer();
    }

    /// <summary>The cursor itself, then the names of the calls around it, the innermost first.</summary>
    private static IEnumerable<int> Places(SyntaxNode root, int position)
    {
        yield return position;
        var before = root.FindToken(Math.Max(0, position - 1));
        foreach (var list in before.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>() ?? [])
        {
            if (list.SpanStart >= position)
            {
                continue;
            }

            var name = list.Parent switch
            {
                InvocationExpressionSyntax call => call.Expression.GetLastToken(),
                ObjectCreationExpressionSyntax creation => creation.Type.GetLastToken(),
                ImplicitObjectCreationExpressionSyntax creation => creation.NewKeyword,
                ElementAccessExpressionSyntax access => access.Expression.GetLastToken(),
                _ => default,
            };
            if (name != default)
            {
                yield return name.SpanStart;
            }
        }
    }

    private static async Task<SymbolDescription?> DescribeAsync(Document document, int position, bool isDetailed)
    {
        var info = await QuickInfoService.GetService(document)!.GetQuickInfoAsync(document, position);
        var symbol = await SymbolFinder.FindSymbolAtPositionAsync(document, position);
        if (info is null && symbol is null)
        {
            return null;
        }

        var sections = info?.Sections.Where(section => section.Kind != QuickInfoSectionKinds.Usage && section.Text.Length > 0).ToList()
            ?? [];
        var signature = sections.Where(section => section.Kind == QuickInfoSectionKinds.Description).Select(section =>
            section.Text).FirstOrDefault() ?? symbol!.ToDisplayString();
        var text = sections.Where(section =>
            section.Kind == QuickInfoSectionKinds.DocumentationComments).Select(section => section.Text).FirstOrDefault() ?? "";
        var others = sections.Where(section =>
            section.Kind is not (QuickInfoSectionKinds.Description or QuickInfoSectionKinds.DocumentationComments)).Select(section
                => section.Text.Trim());
        var overloads = isDetailed && symbol is IMethodSymbol method ? Overloads(method) : [];
        return new SymbolDescription(
            signature, text.Trim(), symbol is null ? [] : Documentation.ParametersOf(symbol), isDetailed ? [.. others] : [], overloads,
            isDetailed ? SourceOf(symbol) : null);
    }

    private static IReadOnlyList<string> Overloads(IMethodSymbol method) =>
        [.. method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Where(other =>
                other.DeclaredAccessibility == Accessibility.Public
                    && !SymbolEqualityComparer.Default.Equals(other, method.OriginalDefinition))
            .Select(other => other.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat))];

    /// <summary>How a cell declared it; null where it comes from an assembly.</summary>
    private static string? SourceOf(ISymbol? symbol) => symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        VariableDeclaratorSyntax { Parent.Parent: { } declaration } => declaration.ToString(),
        { } syntax => syntax.ToString(),
        null => null,
    };
}
