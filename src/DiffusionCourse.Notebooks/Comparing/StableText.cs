using System.Net;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Comparing;

/// <summary>What of an output is the same in every run.</summary>
internal static partial class StableText
{
    private const int Shown = 60;

    /// <summary>Plain text that .NET Interactive wraps in HTML of its own, as plain text; any other output as it is.</summary>
    public static (string MimeType, string Content) Unwrap(string mimeType, string content) =>
        mimeType == "text/html" && Wrapped().Match(content) is { Success: true } wrapped
            ? ("text/plain", WebUtility.HtmlDecode(wrapped.Groups["text"].Value))
            : (mimeType, content);

    public static string Of(string content) =>
        Number().Replace(Id().Replace(Data().Replace(Finding().Replace(content, "${before}${label}finding"), "data:"), "id"), "#")
            .ReplaceLineEndings("\n").Trim();

    /// <summary>Both texts from the first place at which they differ.</summary>
    public static string FirstDifference(string one, string other)
    {
        var start = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"'{Excerpt(one, start)}' and '{Excerpt(other, start)}'.";
    }

    private static string Excerpt(string text, int start)
        => text[Math.Max(0, start - 10)..Math.Min(text.Length, start + Shown)].ReplaceLineEndings(" ");

    /// <summary>A block of its own, or the span around an enum's name.</summary>
    [GeneratedRegex(
        """^(?:<div class="dni-plaintext"><pre>(?<text>.*?)</pre></div>(?:<style>.*</style>)?|<span>(?<text>[^<]*)</span>)\s*$""",
        RegexOptions.Singleline)]
    private static partial Regex Wrapped();

    /// <summary>The sentences that a figure or a finding makes of its own data, which measure another machine each time.</summary>
    [GeneratedRegex(
        """(?<before><figcaption><strong>[^<]*</strong><span>)[^<]*|(?<before><p class="dc-finding")[^>]*(?<label>><strong>[^<]*</strong>)[^<]*"""
        + """|(?<before><div class="plot" role="img" aria-label=")[^"]*""")]
    private static partial Regex Finding();

    [GeneratedRegex("""data:[a-z/+-]+;base64,[A-Za-z0-9+/=]+""")]
    private static partial Regex Data();

    [GeneratedRegex("dc-[0-9a-f]{12}")]
    private static partial Regex Id();

    /// <summary>A number, or what a table says of one.</summary>
    [GeneratedRegex(@"[-−]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?|(?<=<td[^>]*>)(?:yes|no)(?=</td>)")]
    private static partial Regex Number();
}
