using DiffusionCourse.Noise;

namespace DiffusionCourse.Exercises;

/// <summary>Numbers that the checks ask about: the same at every run, and not to be guessed.</summary>
internal static class Samples
{
    public static double[] Normal(ulong seed, int length)
    {
        var values = new double[length];
        new GaussianNoise(seed).Fill(values.AsSpan());
        return values;
    }

    public static double[] Each(double[] a, double[] b, Func<double, double, double> of) => [.. a.Zip(b, of)];
}
