namespace DiffusionCourse.Charts;

/// <summary>Sets attributes of Plotly.NET's objects by their names in plotly.js.</summary>
internal static class PlotlyObject
{
    /// <summary>Sets attributes and gives the object back. Null leaves an attribute out.</summary>
    public static T With<T>(this T target, params ReadOnlySpan<(string Name, object? Value)> attributes)
        where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                target.SetProperty(name, value);
            }
        }

        return target;
    }

    /// <summary>An object without a type of its own in Plotly.NET.</summary>
    public static DynamicObj.DynamicObj Of(params ReadOnlySpan<(string Name, object? Value)> attributes) =>
        new DynamicObj.DynamicObj().With(attributes);

    /// <summary>Numbers as plotly.js takes them: six significant digits, null for a gap.</summary>
    public static double?[] Numbers(IEnumerable<double> values, bool logarithmic = false) =>
        [.. values.Select(value => double.IsFinite(value) && (!logarithmic || value > 0) ? Rounded(value) : (double?)null)];

    private static double Rounded(double value) =>
        value == 0
            ? 0
            : double.Parse(
                value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
