using System.Net;
using System.Reflection;
using System.Text;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>What all pages have around their content. A page is one file that needs no network.</summary>
internal static class PageFrame
{
    private const string CopyScript = """
        document.addEventListener("click", event => {
          const button = event.target.closest(".copy");
          if (!button) return;
          navigator.clipboard.writeText(button.closest(".cell").querySelector(".source").textContent).then(() => {
            button.textContent = "Copied";
            setTimeout(() => { button.textContent = "Copy"; }, 1500);
          });
        });
        """;

    private static readonly string Style = Encoding.UTF8.GetString(ReadResource("DiffusionCourse.Notebooks.Pages.page.css"));

    private static readonly Lazy<string> MathFont = new(() =>
        "@font-face { font-family: \"Notebook Math\"; src: url(data:font/woff2;base64,"
        + Convert.ToBase64String(ReadResource("notebook-math.woff2"))
        + ") format(\"woff2\"); }\n");

    public static void Write(string path, string title, string body)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.WriteAllText(path, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Encode(title)}</title>
            <style>
            {Style}{(body.Contains("<math", StringComparison.Ordinal) ? MathFont.Value : "")}</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <div class="band"></div>
            {body}
            <script>
            {CopyScript}
            </script>
            </body>
            </html>

            """, new UTF8Encoding(false));
    }

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static byte[] ReadResource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
