using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>Text as Markdown shows it unchanged.</summary>
internal static partial class MarkdownEscape
{
    public static string Of(string text) => Special().Replace(text, @"\$0");

    [GeneratedRegex(@"[\\`*_{}\[\]<>#|~]")]
    private static partial Regex Special();
}
