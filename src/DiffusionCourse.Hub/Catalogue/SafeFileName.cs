using System.Text;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Models.Hub;

/// <summary>
/// Names that come from a server become paths on this disk only after this check: relative, downwards, and a file on every
/// system (no drive, no device such as NUL, no stream such as a:b).
/// </summary>
internal static partial class SafeFileName
{
    private const int LongestSegment = 255;

    /// <summary>Whether a path with / between its parts stays inside the folder it is put into.</summary>
    public static bool IsPath(string path) => path.Length > 0 && path.Split('/').All(IsSegment);

    /// <summary>Whether this is one part of such a path.</summary>
    public static bool IsSegment(string segment)
        => segment.Length > 0
        && Encoding.UTF8.GetByteCount(segment) <= LongestSegment
        && segment.Trim('.', ' ').Length > 0
        && segment[^1] is not ('.' or ' ')
        && !segment.Any(letter => char.IsControl(letter) || letter is '\\' or '/' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
        && !Device().IsMatch(segment);

    /// <exception cref="HubException">The name would lead elsewhere.</exception>
    public static string RequirePath(string path, string from)
        => IsPath(path)
            ? path
            : throw new HubException(
                $"{from} lists a file named '{Printable(path)}', which is no safe name for a file here. Nothing was fetched: do not use "
                    + "this repository.");

    private static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));

    [
        GeneratedRegex(
            @"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00B9\u00B2\u00B3])\s*(\..*)?$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)
    ]
    private static partial Regex Device();
}
