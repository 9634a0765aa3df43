using System.Net;
using System.Reflection;
using System.Text;
using DiffusionCourse.Files;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>What all pages have around their content. A page is one file that needs no network, and no script to be read.</summary>
internal static class PageFrame
{
    private const string Generator = "<meta name=\"generator\" content=\"course\">";

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
        AtomicFile.Write(path, $"""
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

            """, new UTF8Encoding(false));
    }

    /// <summary>Whether a file is a page that was written here, so that a newer one may take its place.</summary>
    public static bool IsPage(string content)
        => content.AsSpan(0, Math.Min(content.Length, 1000)).Contains(Generator, StringComparison.Ordinal);

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
