namespace DiffusionCourse.Charts;

/// <summary>
/// The colours of series, after Okabe and Ito (2008), which colour-blind readers tell apart. Those too pale for white
/// are darkened, and each has a lighter twin for dark pages, so that every line has a contrast of 3:1 or more with its page.
/// A dash and a marker go with each, for readers who see none of them.
/// </summary>
internal static class Palette
{
    private static readonly (string Light, string Dark, string Dash, string Symbol)[] Styles =
    [
        ("#0072B2", "#56B4E9", "solid", "circle"),
        ("#D55E00", "#E69F00", "dash", "square"),
        ("#00855F", "#00C796", "dot", "diamond"),
        ("#B3568C", "#E39AC6", "dashdot", "triangle-up"),
        ("#8A6D00", "#F0E442", "longdash", "x"),
        ("#5C5C5C", "#C2C2C2", "longdashdot", "cross"),
    ];

    /// <summary>How many series can be told apart.</summary>
    public static int Count => Styles.Length;

    /// <summary>The colours on light pages; a figure carries these.</summary>
    public static string Colour(int index) => Styles[index % Styles.Length].Light;

    public static string Dash(int index) => Styles[index % Styles.Length].Dash;

    public static string Symbol(int index) => Styles[index % Styles.Length].Symbol;

    /// <summary>From the colours on light pages to those on dark ones.</summary>
    public static IReadOnlyDictionary<string, string> DarkTwins { get; } = Styles.ToDictionary(style => style.Light, style => style.Dark);
}
