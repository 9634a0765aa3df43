using System.Net;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>A value as it is shown.</summary>
internal sealed record FormattedValue(string MimeType, string Text)
{
    public const string PlainType = "text/plain";
    public const string HtmlType = "text/html";

    /// <summary>The same as plain text, for hosts that cannot show <see cref="Text"/>; null where there is none.</summary>
    public string? PlainText { get; init; }

    public static FormattedValue Plain(string text) => new(PlainType, text);

    public static FormattedValue Html(string html) => new(HtmlType, html);

    /// <summary>The value as a piece of a page.</summary>
    public string ToHtml() => MimeType is HtmlType or "image/svg+xml" ? Text : WebUtility.HtmlEncode(Text);
}
