using System.Globalization;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Tests.Pages;

/// <summary>WCAG 2.1 AA, 1.4.3 and 1.4.11, for every pair of colours that the pages put on each other.</summary>
public partial class PageStyleTests
{
    private const double Text = 4.5;
    private const double Control = 3;

    private static readonly string Css = ReadCss();

    public static TheoryData<string, string, double> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, double>();
            string[] surfaces = ["page", "card", "code", "faint"];
            foreach (var (text, grounds) in new (string, string[])[]
            {
                ("ink", [.. surfaces, "accent-soft", "bad-soft", "found"]),
                ("muted", [.. surfaces, "bad-soft"]),
                ("accent", ["page", "card", "code", "accent-soft", "bad-soft"]),
                ("good", ["good-soft"]), ("bad", ["bad-soft", "card"]), ("warn", ["warn-soft", "card"]), ("idle", ["idle-soft"]),
                ("card", ["accent"]),
                ("k", ["code"]), ("s", ["code"]), ("n", ["code"]), ("c", ["code"]), ("t", ["code"]), ("m", ["code"]), ("p", ["code"]),
            })
            {
                foreach (var ground in grounds)
                {
                    pairs.Add(text, ground, Text);
                }
            }

            pairs.Add("field", "page", Control);
            pairs.Add("field", "card", Control);
            pairs.Add("accent", "page", Control);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_is_readable_on_its_ground_in_light_and_dark(string text, string ground, double least)
    {
        foreach (var scheme in new[] { Variables(dark: false), Variables(dark: true) })
        {
            var ratio = Contrast(scheme[text], scheme[ground]);
            Assert.True(ratio >= least, string.Create(CultureInfo.InvariantCulture, $"{text} {scheme[text]} on {ground} {scheme[ground]}: {ratio:0.00}, {least} is needed"));
        }
    }

    [Fact]
    public void Every_colour_is_a_variable_that_is_tested()
    {
        // Outside the two lists of variables no rule names a colour of its own, but for the band, which carries no text.
        var rules = string.Join('\n', Css.Split('\n').Where(line => !line.Contains("--", StringComparison.Ordinal) || line.Contains("var(", StringComparison.Ordinal))
            .Where(line => !line.Contains("gradient(", StringComparison.Ordinal)));
        Assert.DoesNotMatch(@"#[0-9a-fA-F]{3,8}\b|\brgb\(", rules);
        var used = Variable().Matches(rules).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.All(used, name => Assert.Contains(name, Variables(dark: false).Keys.Concat(["band", "shadow", "mono", "sans", "line"])));
        Assert.Equal(Variables(dark: false).Keys.Order(), Variables(dark: true).Keys.Order());
    }

    private static Dictionary<string, string> Variables(bool dark)
    {
        var start = dark ? Css.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal) : 0;
        var block = Css[start..Css.IndexOf("}\n", start, StringComparison.Ordinal)];
        return Colour().Matches(block).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    // WCAG 2.1, relative luminance.
    private static double Luminance(string colour)
    {
        double Linear(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.03928 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return 0.2126 * Linear(1) + 0.7152 * Linear(3) + 0.0722 * Linear(5);
    }

    private static string ReadCss()
    {
        using var stream = typeof(DiffusionCourse.Notebooks.Running.CourseRunner).Assembly.GetManifestResourceStream("DiffusionCourse.Notebooks.Pages.page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"--([a-z-]+): (#[0-9a-f]{6});")]
    private static partial Regex Colour();

    [GeneratedRegex(@"var\(--([a-z-]+)\)")]
    private static partial Regex Variable();
}
