using System.Net;
using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Pages;

namespace DiffusionCourse.Notebooks.Tests.Pages;

public class CSharpHighlighterTests
{
    [Theory]
    [InlineData("var x = 1;", "<span class=\"k\">var</span> x = <span class=\"n\">1</span>;")]
    [InlineData("// note", "<span class=\"c\">// note</span>")]
    [InlineData("Console.WriteLine(\"<a>\")", "<span class=\"t\">Console</span>.<span class=\"m\">WriteLine</span>(<span class=\"s\">&quot;&lt;a&gt;&quot;</span>)")]
    [InlineData("new List<int>()", "<span class=\"k\">new</span> <span class=\"t\">List</span>&lt;<span class=\"k\">int</span>&gt;()")]
    [InlineData("await F()", "<span class=\"k\">await</span> <span class=\"m\">F</span>()")]
    public void Tokens_have_their_colours(string code, string html) => Assert.Equal(html, CSharpHighlighter.ToHtml(code));

    [Theory]
    [InlineData("#r \"a.dll\"\n#!import b.dib\nvar s = $\"\"\"{x} <b>\"\"\";\n")]
    [InlineData("var broken = (\n  \"unclosed")]
    [InlineData("#if X\nhidden\n#endif\n/// <summary>x</summary>\nclass A { }")]
    [InlineData("\t\tvar ünï = 'c'; // €")]
    [InlineData("record R(int A);\nint[] a = [1, .. b];\nfor (;;) { }")]
    public void Nothing_of_the_code_is_lost(string code) =>
        Assert.Equal(code, WebUtility.HtmlDecode(Regex.Replace(CSharpHighlighter.ToHtml(code), "<[^>]*>", "")));
}
