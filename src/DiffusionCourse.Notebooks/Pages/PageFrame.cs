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

    private static readonly string Style = ReadStyle();

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
            {Style}</style>
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

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(PageFrame), "page.css")
            ?? throw new InvalidOperationException("The style sheet is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
