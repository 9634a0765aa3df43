using System.Numerics;

namespace DiffusionCourse.Numerics;

/// <summary>
/// Sums of two scaled buffers. Products are rounded before they are added (no fused multiply-add), so results are the same bits
/// on every processor and for every vector width.
/// </summary>
internal static class LinearKernel
{
    /// <summary>destination = scaleA a + scaleB b, over buffers of one length; the destination may be either of them.</summary>
    public static void Combine<T>(ReadOnlySpan<T> a, T scaleA, ReadOnlySpan<T> b, T scaleB, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = 0;
        for (; i <= destination.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            (new Vector<T>(a[i..]) * scaleA + new Vector<T>(b[i..]) * scaleB).CopyTo(destination[i..]);
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = a[i] * scaleA + b[i] * scaleB;
        }
    }
}
