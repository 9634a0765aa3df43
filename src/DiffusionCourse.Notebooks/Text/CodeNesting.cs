using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Text;

/// <summary>
/// How deeply code lies inside itself: brackets, and what nests without them. The compiler's parser ends the process, or takes minutes,
/// where that is thousands deep.
/// </summary>
internal static partial class CodeNesting
{
    /// <summary>More than anyone writes, and less than any parser here minds.</summary>
    public const int Limit = 500;

    /// <summary>What is said of code that is nested more deeply.</summary>
    public static string Message { get; } = Invariant(
        $"brackets, #if, member accesses, or words such as not and else lie more than {Limit} deep inside each other. Take the code apart");

    /// <summary>Whether brackets, those in strings and comments included, lie too deep.</summary>
    public static bool IsTooDeep(string code) => HasDeepBrackets(code) || HasDeepTags(code) || HasLongChain(code);

    private static bool HasDeepBrackets(string code)
    {
        // An angle that never closes is a comparison; a statement ends all of them.
        var (brackets, angles) = (0, 0);
        foreach (var character in code)
        {
            switch (character)
            {
                case '(' or '[' or '{':
                    brackets++;
                    break;
                case ')' or ']' or '}':
                    brackets = Math.Max(0, brackets - 1);
                    break;
                case '<':
                    angles++;
                    break;
                case '>':
                    angles = Math.Max(0, angles - 1);
                    break;
                case ';':
                    angles = 0;
                    break;
            }

            if (brackets > Limit || angles > Limit)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The tags of documentation comments are nested, too.</summary>
    private static bool HasDeepTags(string code)
    {
        var tags = 0;
        foreach (var line in code.Contains('<') ? code.Split('\n') : [])
        {
            var text = line.AsSpan().TrimStart();
            tags = text.StartsWith("///") || text.StartsWith("*") || text.StartsWith("/**")
                ? tags + text.Count('<') - 2 * text.Count("</") - text.Count("/>")
                : 0;
            if (tags > Limit)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What nests without brackets: each of these holds the rest of its statement.</summary>
    private static bool HasLongChain(string code)
    {
        // A statement ends words and member accesses; an else belongs to the whole chain before it, and #if ends where it is told to.
        var (words, members, branches, conditions) = (0, 0, 0, 0);
        foreach (var match in Links().EnumerateMatches(code))
        {
            var text = code.AsSpan(match.Index, match.Length);
            switch (text)
            {
                case ";":
                    (words, members) = (0, 0);
                    break;
                case ",":
                    members = 0;
                    break;
                case ['.', ..]:
                    members++;
                    break;
                case "else":
                    branches++;
                    break;
                case [.., 'e', 'n', 'd', 'i', 'f']:
                    conditions--;
                    break;
                case [.., 'i', 'f']:
                    conditions++;
                    break;
                default:
                    words++;
                    break;
            }

            if (words > Limit || members > Limit || branches > Limit || conditions > Limit)
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"[;,]|\.\s*\p{L}|\b(?:not|else|from|ref|scoped)\b|^[ \t]*#[ \t]*(?:end)?if", RegexOptions.Multiline)]
    private static partial Regex Links();
}
