using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Tests.Findings;

/// <summary>
/// Reads a page as its reader does: sentences of this run about times, and the tables that stand before them. Says which sentences their
/// own numbers contradict.
/// </summary>
internal static partial class PageReading
{
    // Half of the last digit shown, of a median in whole milliseconds or a ratio with two decimals.
    private const double Rounding = 0.5, RatioRounding = 0.005;
    private const double Near = 0.15;

    /// <summary>How many sentences could be held against numbers, and those that fail.</summary>
    public static (int Read, IReadOnlyList<string> Contradicted) Of(string page)
    {
        var medians = new Dictionary<string, double>(StringComparer.Ordinal);
        var contradicted = new List<string>();
        var read = 0;
        foreach (Match part in TableOrFinding().Matches(page))
        {
            if (part.Groups["table"].Success)
            {
                AddRows(part.Value, medians);
            }
            else if (Holds(WebUtility.HtmlDecode(part.Groups["finding"].Value).Trim(), medians) is { } holds)
            {
                read++;
                if (!holds)
                {
                    contradicted.Add(WebUtility.HtmlDecode(part.Groups["finding"].Value).Trim());
                }
            }
        }

        return (read, contradicted);
    }

    // A later table about the same way is the one that the next sentence stands below.
    private static void AddRows(string table, Dictionary<string, double> medians)
    {
        foreach (Match row in Row().Matches(table))
        {
            medians[WebUtility.HtmlDecode(row.Groups["name"].Value)] = Number(row.Groups["median"].Value);
        }
    }

    private static bool? Holds(string sentence, Dictionary<string, double> medians)
    {
        if (Compared().Match(sentence) is { Success: true } compared)
        {
            var isFaster = !compared.Groups["as"].Success;
            var ratio = Number(compared.Groups["median"].Value);
            var (least, most) = (compared.Groups["least"], compared.Groups["most"]);
            return SameSide(medians, compared, isFaster)
                && (isFaster ? ratio <= 1 : ratio >= 1)
                && (!least.Success || Ordered(least.Value, compared.Groups["median"].Value, most.Value));
        }

        if (Unclear().Match(sentence) is { Success: true } unclear)
        {
            return Number(unclear.Groups["least"].Value) <= 1 && Number(unclear.Groups["most"].Value) >= 1;
        }

        if (Fastest().Match(sentence) is { Success: true } fastest)
        {
            var (name, median) = (fastest.Groups["one"].Value, Number(fastest.Groups["median"].Value));
            return medians.TryGetValue(name, out var shown) && Math.Abs(shown - median) <= Rounding;
        }

        if (Followed().Match(sentence) is { Success: true } followed)
        {
            var (counted, median) = (Number(followed.Groups["counted"].Value), Number(followed.Groups["median"].Value));
            var isNear = Math.Abs(median / counted - 1) <= Near + RatioRounding / counted;
            return Ordered(followed.Groups["least"].Value, followed.Groups["median"].Value, followed.Groups["most"].Value)
                && followed.Groups["said"].Value switch
                {
                    "less" => median < counted,
                    "more" => median > counted,
                    "follows" => isNear,
                    _ => true,
                };
        }

        return null;
    }

    private static bool SameSide(Dictionary<string, double> medians, Match compared, bool isFaster)
        => !medians.TryGetValue(compared.Groups["one"].Value, out var one) || !medians.TryGetValue(compared.Groups["other"].Value, out var other)
            || (isFaster ? one <= other + 2 * Rounding : one >= other - 2 * Rounding);

    private static bool Ordered(string least, string median, string most)
        => Number(least) <= Number(median) && Number(median) <= Number(most);

    private static double Number(string text) => double.Parse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex("""(?<table><table><caption>By turns.*?</table>)|dc-finding[^>]*><strong>This run:</strong>(?<finding>.*?)</p>""", RegexOptions.Singleline)]
    private static partial Regex TableOrFinding();

    [GeneratedRegex("""<tr><th scope="row">(?<name>[^<]*)</th><td class="number">(?<median>[\d.,]+)</td>""")]
    private static partial Regex Row();

    [GeneratedRegex("""^"(?<one>[^"]+)" took (?<median>[\d.]+) (?:(?<as>times as long as)|of the time of) "(?<other>[^"]+)" \((?:in the one round|(?<least>[\d.]+) to (?<most>[\d.]+) in \d+ rounds)\)\.$""")]
    private static partial Regex Compared();

    [GeneratedRegex("""^Too noisy to say whether "[^"]+" or "[^"]+" is faster: (?<least>[\d.]+) to (?<most>[\d.]+) in \d+ rounds""")]
    private static partial Regex Unclear();

    [GeneratedRegex("""^"(?<one>[^"]+)" was the fastest in every round: (?<median>[\d.]+) ms""")]
    private static partial Regex Fastest();

    [GeneratedRegex("""^"(?<one>[^"]+)" has (?<counted>[\d.]+) times the [a-z]+ of "(?<other>[^"]+)" and took (?<median>[\d.]+) times its time(?:, but too noisy to say more: (?<least>[\d.]+) to (?<most>[\d.]+)| \((?<least>[\d.]+) to (?<most>[\d.]+)\): (?:the time (?<said>follows)|(?<said>less|more) than))""")]
    private static partial Regex Followed();
}
