using System.Globalization;

namespace DiffusionCourse.Display;

/// <summary>Numbers as readers see them: the same in every culture, four significant digits unless told otherwise.</summary>
internal static class NumberText
{
    public static bool IsNumber(object? value) => value is
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal or Half;

    public static string Of(object? value, string? format = null) => value switch
    {
        null => "",
        float number when !float.IsFinite(number) => Of((double)number),
        double.NaN => "not a number",
        double.PositiveInfinity => "infinite",
        double.NegativeInfinity => "-infinite",
        TimeSpan time => Of(time.TotalSeconds, format ?? "0.000") + " s",
        bool yes => yes ? "yes" : "no",
        float or double or decimal or Half when format is null => Significant(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IFormattable number => WithoutSignOfZero(number.ToString(format, CultureInfo.InvariantCulture)),
        _ => value.ToString() ?? "",
    };

    // .NET rounds -0.3 to "-0".
    private static string WithoutSignOfZero(string text) =>
        text.StartsWith('-') && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;

    /// <summary>Four significant digits; an exponent only below 0.001 and from ten million.</summary>
    public static string Significant(double value)
    {
        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            < 1e-3 or >= 1e7 => value.ToString("0.###e0", CultureInfo.InvariantCulture),
            >= 1e3 => value.ToString("0", CultureInfo.InvariantCulture),
            _ => Math.Round(value, Math.Max(0, 3 - (int)Math.Floor(Math.Log10(size)))).ToString("0.######", CultureInfo.InvariantCulture),
        };
    }
}
