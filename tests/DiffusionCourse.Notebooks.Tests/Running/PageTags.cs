using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Tests.Running;

/// <summary>Checks that the tags of a page are balanced.</summary>
internal static partial class PageTags
{
    private static readonly string[] Void = ["meta", "img", "br", "hr", "input", "link", "col", "wbr"];

    public static void AssertBalanced(string html)
    {
        var open = new Stack<string>();
        var text = RawText().Replace(html, match => match.Groups["open"].Value + match.Groups["close"].Value);
        foreach (Match tag in Tag().Matches(text))
        {
            var name = tag.Groups["name"].Value.ToLowerInvariant();
            if (Void.Contains(name) || tag.Value.EndsWith("/>", StringComparison.Ordinal))
            {
                continue;
            }

            if (tag.Groups["close"].Length == 0)
            {
                open.Push(name);
            }
            else
            {
                Assert.True(open.TryPop(out var expected), $"</{name}> closes nothing");
                Assert.Equal(expected, name);
            }
        }

        Assert.Empty(open);
    }

    [GeneratedRegex("(?<open><(?<raw>script|style)\\b[^>]*>).*?(?<close></\\k<raw>>)", RegexOptions.Singleline)]
    private static partial Regex RawText();

    [GeneratedRegex("""<(?<close>/?)(?<name>[a-zA-Z][a-zA-Z0-9]*)(?:[^>"']|"[^"]*"|'[^']*')*>""")]
    private static partial Regex Tag();
}
