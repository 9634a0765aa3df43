using System.Numerics;
using System.Text.Json;

namespace DiffusionCourse.Tests.Golden;

/// <summary>The model of the recordings: 0.3 x cos(t/1000) + 0.1 sin x + 0.05 t/1000, with classifier-free guidance where a case has it.</summary>
internal static class GoldenModel
{
    public const int Length = 16;

    public static void Evaluate<T>(ReadOnlySpan<T> x, double timestep, JsonElement? guidance, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var cosine = T.CreateChecked(Math.Cos(timestep / 1000));
        var drift = T.CreateChecked(0.05 * (timestep / 1000));
        T a = T.CreateChecked(0.3), b = T.CreateChecked(0.1);
        for (var i = 0; i < x.Length; i++)
        {
            output[i] = a * x[i] * cosine + b * T.Sin(x[i]) + drift;
        }

        if (guidance is { } settings)
        {
            Guide(x, T.CreateChecked(settings.GetProperty("guidance_scale").GetDouble()), settings.GetProperty("guidance_rescale").GetDouble(), output);
        }
    }

    public static T[] InitialSample<T>(double sigma)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, Length).Select(i => T.CreateChecked(Math.Sin(1.7 * i + 0.3) * sigma))];

    public static T[] Original<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, Length).Select(i => T.CreateChecked(0.8 * Math.Sin(0.5 * i + 0.1)))];

    public static T[] OriginalNoise<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, Length).Select(i => T.CreateChecked(Math.Cos(0.9 * i + 0.4)))];

    private static void Guide<T>(ReadOnlySpan<T> x, T weight, double rescale, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var conditional = new T[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            conditional[i] = output[i] + T.CreateChecked(0.2) * T.Cos(x[i]) + T.CreateChecked(0.1);
            output[i] += weight * (conditional[i] - output[i]);
        }

        if (rescale > 0)
        {
            var ratio = Deviation<T>(conditional) / Deviation<T>(output);
            var factor = T.CreateChecked(rescale * ratio + (1 - rescale));
            for (var i = 0; i < x.Length; i++)
            {
                output[i] *= factor;
            }
        }
    }

    private static double Deviation<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += double.CreateChecked(value);
        }

        var mean = sum / values.Length;
        foreach (var value in values)
        {
            var difference = double.CreateChecked(value) - mean;
            squares += difference * difference;
        }

        return Math.Sqrt(squares / (values.Length - 1));
    }
}
