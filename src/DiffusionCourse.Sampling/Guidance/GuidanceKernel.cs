using System.Numerics;

namespace DiffusionCourse.Guidance;

/// <summary>Vectorised passes over predictions.</summary>
internal static class GuidanceKernel
{
    public static unsafe void Extrapolate<T>(ReadOnlySpan<T> from, ReadOnlySpan<T> towards, T scale, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (from.Length != towards.Length || from.Length != destination.Length)
        {
            throw new ArgumentException(
                $"The predictions and the destination must be of equal length; got {from.Length}, {towards.Length} and "
                    + $"{destination.Length}.",
                nameof(destination));
        }

        fixed (T* a = from, b = towards, target = destination)
        {
            var i = 0;
            var factor = new Vector<T>(scale);
            for (; i <= destination.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var start = Vector.Load(a + i);
                (start + factor * (Vector.Load(b + i) - start)).Store(target + i);
            }

            for (; i < destination.Length; i++)
            {
                target[i] = a[i] + scale * (b[i] - a[i]);
            }
        }
    }

    public static unsafe void Scale<T>(Span<T> values, T factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* start = values)
        {
            var i = 0;
            for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                (Vector.Load(start + i) * factor).Store(start + i);
            }

            for (; i < values.Length; i++)
            {
                start[i] *= factor;
            }
        }
    }

    /// <summary>Unbiased (divided by n - 1), two passes in double precision.</summary>
    public static double StandardDeviation<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double mean = 0;
        foreach (var value in values)
        {
            mean += double.CreateTruncating(value);
        }

        mean /= values.Length;
        double squares = 0;
        foreach (var value in values)
        {
            var difference = double.CreateTruncating(value) - mean;
            squares += difference * difference;
        }

        return values.Length > 1 ? Math.Sqrt(squares / (values.Length - 1)) : 0;
    }
}
