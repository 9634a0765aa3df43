using DiffusionCourse.Display;

namespace DiffusionCourse.Exercises;

/// <summary>Whether numbers agree, and how they are shown beside each other.</summary>
internal static class Closeness
{
    /// <summary>Of the expected value's size, at least of 1: wide enough for answers computed in float.</summary>
    public const double Tolerance = 2e-6;

    /// <summary>How many values of an array are shown.</summary>
    public const int ShownValues = 4;

    public static bool Agree(double found, double expected, double tolerance = Tolerance) =>
        found.Equals(expected) || Math.Abs(found - expected) <= tolerance * Math.Max(1, Math.Abs(expected));

    public static bool Agree(double[] found, double[] expected) => found.Length == expected.Length && FirstDifference(found, expected) < 0;

    /// <summary>The first place where they differ, or -1.</summary>
    public static int FirstDifference(double[] found, double[] expected)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!Agree(found[i], expected[i]))
            {
                return i;
            }
        }

        return -1;
    }

    public static string Text(double[] values)
    {
        var shown = string.Join(", ", values.Take(ShownValues).Select(value => NumberText.Of(value)));
        return values.Length > ShownValues ? Invariant($"[{shown}, ...] ({values.Length} values)") : $"[{shown}]";
    }
}
