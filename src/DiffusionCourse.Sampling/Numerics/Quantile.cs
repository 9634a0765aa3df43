using System.Numerics;

namespace DiffusionCourse.Numerics;

/// <summary>Quantiles by selection, without allocation.</summary>
internal static class Quantile
{
    /// <summary>The quantile of |values|, linearly interpolated between neighbouring order statistics.</summary>
    public static double OfMagnitudes<T>(ReadOnlySpan<T> values, Span<T> scratch, double ratio)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < values.Length; i++)
        {
            scratch[i] = T.Abs(values[i]);
        }

        var rank = ratio * (values.Length - 1);
        var lower = (int)rank;
        var share = rank - lower;
        Select(scratch[..values.Length], lower);
        var below = double.CreateChecked(scratch[lower]);
        if (share == 0 || lower + 1 == values.Length)
        {
            return below;
        }

        // After selection everything to the right is at least as large, so the next order statistic is its minimum.
        var next = scratch[lower + 1];
        foreach (var value in scratch[(lower + 2)..values.Length])
        {
            next = T.Min(next, value);
        }

        return below + share * (double.CreateChecked(next) - below);
    }

    /// <summary>Hoare's selection: afterwards values[rank] is in its sorted place.</summary>
    private static void Select<T>(Span<T> values, int rank)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int left = 0, right = values.Length - 1;
        while (left < right)
        {
            var pivot = values[left + (right - left) / 2];
            int i = left, j = right;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
            {
                right = j;
            }
            else if (rank >= i)
            {
                left = i;
            }
            else
            {
                return;
            }
        }
    }
}
