using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using DiffusionCourse.Files;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>What all pages have around their content. A page is one file that needs no network, and no script to be read.</summary>
internal static class PageFrame
{
    private const string Generator = "<meta name=\"generator\" content=\"course\">", Mark = "<!-- written as ";

    private static readonly string Style = TextResource("page.css");
    private static readonly string Script = TextResource("page.js");

    private static readonly Lazy<string> MathFont = new(() =>
        "@font-face { font-family: \"Notebook Math\"; src: url(data:font/woff2;base64,"
        + Convert.ToBase64String(ReadResource("notebook-math.woff2"))
        + ") format(\"woff2\"); }\n");

    public static void Write(string path, PageHead head, string body)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var key = head.Key is null ? "" : $" data-page=\"{Encode(head.Key)}\"";
        var text = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {Generator}
            <title>{Encode(head.Title)}</title>
            <style>
            {Style}{(body.Contains("<math", StringComparison.Ordinal) ? MathFont.Value : "")}</style>
            {head.Styles}</head>
            <body data-site="{Encode(head.Site)}"{key}>
            <a class="skip" href="#main">Skip to the content</a>
            <div class="band"></div>
            {body}
            <script>
            {Script}
            </script>
            </body>
            </html>

            """;
        AtomicFile.Write(path, $"{text}{MarkOf(text)}", new UTF8Encoding(false));
    }

    /// <summary>
    /// Whether a file is a page that was written here and not edited since, by the hash of its text at its end: then a newer one may take
    /// its place.
    /// </summary>
    public static bool IsUntouched(string content)
        => content.LastIndexOf(Mark, StringComparison.Ordinal) is >= 0 and var mark && content[mark..] == MarkOf(content[..mark]);

    private static string MarkOf(string text) => $"{Mark}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))} -->\n";

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string TextResource(string name)
        => Encoding.UTF8.GetString(ReadResource($"DiffusionCourse.Notebooks.Pages.{name}")).ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static byte[] ReadResource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
