using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DiffusionCourse.Notebooks.Text;

/// <summary>
/// The lines of C# that are none of the compiler's: those that begin with <c>#!</c>, unless they stand inside a string or a comment.
/// </summary>
internal static class CommandLines
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>Their numbers, from 0, in order.</summary>
    public static IReadOnlyList<int> Of(string code)
    {
        var lines = code.Split('\n');
        var found = Enumerable.Range(0, lines.Length).Where(index => IsOne(lines[index])).ToList();
        return found.Count == 0 || CodeNesting.IsTooDeep(code) ? found : [.. found.Except(Inside(code))];
    }

    /// <summary>The code with blanks in place of them, so that all else stays where it is.</summary>
    public static string Blank(string code)
    {
        if (!code.Contains("#!", StringComparison.Ordinal))
        {
            return code;
        }

        var lines = code.Split('\n');
        foreach (var index in Of(code))
        {
            lines[index] = new string(' ', lines[index].Length);
        }

        return string.Join('\n', lines);
    }

    private static bool IsOne(string line) => line.StartsWith("#!", StringComparison.Ordinal);

    /// <summary>The lines that begin inside a string or a comment.</summary>
    private static IEnumerable<int> Inside(string code)
    {
        // The lines themselves are no C#, and one of them may hold a quote.
        var text = string.Join('\n', code.Split('\n').Select(line => IsOne(line) ? new string('_', line.Length) : line));
        var starts = new List<int> { 0 };
        starts.AddRange(Enumerable.Range(0, text.Length).Where(index => text[index] == '\n').Select(index => index + 1));
        var spans = SyntaxFactory.ParseTokens(text, options: Options)
            .SelectMany(token =>
                token.LeadingTrivia.Concat(token.TrailingTrivia).Where(trivia =>
                    trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)).Select(trivia => trivia.Span).Prepend(token.Span))
            .Where(span => span.Length > 0 && text.IndexOf('\n', span.Start, span.Length) >= 0);
        return spans.SelectMany(span =>
            Enumerable.Range(0, starts.Count).Where(line => starts[line] > span.Start && starts[line] < span.End));
    }
}
