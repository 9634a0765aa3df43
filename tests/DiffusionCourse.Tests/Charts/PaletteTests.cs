using System.Globalization;
using DiffusionCourse.Charts;

namespace DiffusionCourse.Tests.Charts;

public sealed class PaletteTests
{
    public static TheoryData<string, string> ColoursAndPages
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (light, dark) in Palette.DarkTwins)
            {
                data.Add(light, "#FFFFFF");
                data.Add(dark, "#1E1E1E");
                data.Add(dark, "#111111");
            }

            return data;
        }
    }

    /// <summary>WCAG 2.2, 1.4.11: graphical objects have a contrast of at least 3:1.</summary>
    [Theory]
    [MemberData(nameof(ColoursAndPages))]
    public void Every_colour_stands_out_from_its_page(string colour, string page) => Assert.InRange(Contrast(colour, page), 3, 21);

    [Fact]
    public void Styles_differ_in_colour_dash_and_marker()
    {
        var styles = Enumerable.Range(0, Palette.Count).ToArray();

        Assert.Equal(Palette.Count, styles.Select(Palette.Colour).Distinct().Count());
        Assert.Equal(Palette.Count, styles.Select(Palette.Dash).Distinct().Count());
        Assert.Equal(Palette.Count, styles.Select(Palette.Symbol).Distinct().Count());
        Assert.Equal(Palette.Count, Palette.DarkTwins.Values.Distinct().Count());
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }
}
