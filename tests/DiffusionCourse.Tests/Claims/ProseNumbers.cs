using System.Text.RegularExpressions;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Claims;

/// <summary>The numbers in a notebook's prose: digits, and words from "three" and "half" on. Code, formulas on lines of their own, links, citations and headings do not count.</summary>
internal static partial class ProseNumbers
{
    private static readonly string Folder = Path.Combine(CourseCommand.RepositoryRoot, "notebooks");

    /// <summary>The notebooks whose prose is held to the register.</summary>
    public static IReadOnlyList<string> Notebooks { get; } =
        [.. Directory.GetFiles(Folder, "*.dib").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    /// <summary>All prose of a notebook, white space as single spaces.</summary>
    public static string Prose(string notebook) => Space().Replace(string.Join("\n\n", Cells(notebook, "markdown").Select(WithoutFurniture)), " ").Trim();

    public static string Code(string notebook) => string.Join("\n\n", Cells(notebook, "csharp"));

    /// <summary>Every number that stands in no phrase of the notebook's claims, with its surroundings.</summary>
    public static IEnumerable<string> Unsupported(string notebook, IEnumerable<string> phrases) => Find(Prose(notebook), phrases);

    /// <summary>How many numbers a text states.</summary>
    public static int Count(string prose) => Find(prose, []).Count();

    private static IEnumerable<string> Find(string prose, IEnumerable<string> phrases)
    {
        var covered = phrases.SelectMany(phrase => Places(prose, phrase)).Concat(Exempt().Matches(prose).Select(match => (match.Index, match.Index + match.Length))).ToArray();
        return Number().Matches(prose)
            .Where(number => !covered.Any(span => span.Item1 <= number.Index && number.Index + number.Length <= span.Item2))
            .Select(number => $"{number.Value}: ...{prose[Math.Max(0, number.Index - 50)..Math.Min(prose.Length, number.Index + 40)]}...");
    }

    private static IEnumerable<(int, int)> Places(string prose, string phrase)
    {
        for (var at = prose.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = prose.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            yield return (at, at + phrase.Length);
        }
    }

    private static IEnumerable<string> Cells(string notebook, string kind)
    {
        var parts = Marker().Split(File.ReadAllText(Path.Combine(Folder, $"{notebook}.dib")));
        return parts.Index().Where(part => part.Index % 2 == 1 && part.Item == kind).Select(part => parts[part.Index + 1]);
    }

    private static string WithoutFurniture(string prose) => Furniture().Replace(prose, "");

    [GeneratedRegex(@"^#!(csharp|markdown)\r?\n", RegexOptions.Multiline)]
    private static partial Regex Marker();

    // Headings' numbers, list markers, the link to the next part.
    [GeneratedRegex(@"^# \d+ ·|^\d+\. |^Next: .*$", RegexOptions.Multiline)]
    private static partial Regex Furniture();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    // Code, display formulas, link targets, links to parts, "part 3", years with equations.
    [GeneratedRegex(@"`[^`]*`|\$\$.*?\$\$|(?:\[\d+)?\]\([^)]*\)|[Pp]arts? \d+|\b(?:19|20)\d\d(?:, eq\. \d+)?\b")]
    private static partial Regex Exempt();

    [GeneratedRegex(@"(?<![\w.])\d+(?:[.,]\d+)*|\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|hundreds?|thousands?|half|halve|quarter|twice|doubl(?:es?|ing)|tenths?|eighth|third|fifth)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
