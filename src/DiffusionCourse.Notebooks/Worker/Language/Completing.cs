using DiffusionCourse.Notebooks.Protocol;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>What could be written next, and whether anything must be.</summary>
internal static class Completing
{
    private const string Indent = "    ";

    public static async Task<LanguageAnswer> AnswerAsync(Document document, int position, CancellationToken cancellation)
    {
        var service = CompletionService.GetService(document)!;
        var list = await service.GetCompletionsAsync(document, position, cancellationToken: cancellation);
        var typed = (await document.GetTextAsync(cancellation)).ToString(TextSpan.FromBounds(list.Span.Start, position));
        var items = list.ItemsList.Where(item => !item.IsComplexTextEdit).ToList();
        var matching = items.Where(item => item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).ToList();
        var completions = (matching.Count > 0 ? matching : [.. service.FilterItems(document, [.. items], typed)])
            .OrderBy(item => item.FilterText.StartsWith(typed, StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase)
            .Select(item => new Completion(TextOf(item), KindOf(item)))
            .DistinctBy(item => item.Text);
        return new LanguageAnswer { Completions = [.. completions], Start = list.Span.Start, End = Math.Max(position, list.Span.End) };
    }

    public static LanguageAnswer IsComplete(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, LanguageService.ScriptOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
        {
            return new LanguageAnswer { Completeness = Completeness.Incomplete, Indent = IndentAfter(code) };
        }

        var isRight = !tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new LanguageAnswer { Completeness = isRight ? Completeness.Complete : Completeness.Invalid };
    }

    // What is offered may differ from what is written: generic types end in "<>", names that are keywords start with "@".
    private static string TextOf(CompletionItem item)
        => item.Properties.TryGetValue("InsertionText", out var text) ? text : item.DisplayText;

    private static string KindOf(CompletionItem item) => item.Tags.Select(tag =>
        tag.ToLowerInvariant()).FirstOrDefault(tag => tag is not ("public" or "private" or "internal" or "protected")) ?? "";

    private static string IndentAfter(string code)
    {
        var last = code.Split('\n')[^1];
        var before = last[..^last.TrimStart().Length];
        return last.TrimEnd().EndsWith('{') || last.TrimEnd().EndsWith('(') || last.TrimEnd().EndsWith('[') ? before + Indent : before;
    }
}
