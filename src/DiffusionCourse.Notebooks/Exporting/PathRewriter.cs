using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Files;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>
/// Code whose notebook moves: <c>#!import</c>, <c>#r</c> and <c>#load</c> name files from the notebook's folder, <c>#i</c> a folder of
/// packages.
/// </summary>
internal static partial class PathRewriter
{
    public static string Rewrite(string code, string fromFolder, string toFolder) => fromFolder == toFolder
        ? code
        : Directives().Replace(code, match => match.Groups["path"] is var path
            && (match.Groups["feed"].Success ? IsFolder(path.Value) : IsFile(path.Value))
            ? match.Value[..(path.Index - match.Index)] + Rewritten(path.Value, match.Groups["quote"].Value, fromFolder, toFolder)
            : match.Value);

    private static string Rewritten(string path, string quote, string fromFolder, string toFolder)
    {
        var moved = CourseFolder.PathTo(Path.GetFullPath(path, fromFolder), toFolder);
        return quote.Length == 0 && moved.Contains(' ', StringComparison.Ordinal) ? $"\"{moved}\"" : moved + quote;
    }

    // An assembly of the framework, a package, an address: no file that could move. A bare name with an extension is one.
    private static bool IsFile(string path) =>
        !path.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) && !path.Contains("://", StringComparison.Ordinal)
            && Path.HasExtension(path) && Framework.TryFind(path) is null;

    private static bool IsFolder(string path) => path.Length > 0 && !path.Contains("://", StringComparison.Ordinal);

    [GeneratedRegex(
        """^(?:#!import[ \t]+(?<quote>"?)|[ \t]*#(?:r|load)[ \t]+(?<quote>")|[ \t]*#(?i:i)[ \t]+(?<quote>")(?<feed>(?i:nuget:)?[ \t]*))"""
            + """(?<path>[^"\n\0]*?)(?:\k<quote>)(?=[ \t]*$)""",
        RegexOptions.Multiline)]
    private static partial Regex Directives();
}
