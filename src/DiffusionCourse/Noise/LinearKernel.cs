using System.Numerics;

namespace DiffusionCourse.Noise;

/// <summary>
/// Sums of scaled buffers. Products are rounded before they are added (no fused multiply-add), so results are the same bits
/// on every processor and for every vector width.
/// </summary>
internal static unsafe class LinearKernel
{
    /// <summary>destination = sum of coefficients[i] * sources[i]; the destination may be any of the sources.</summary>
    public static void Combine<T>(T* destination, T** sources, T* coefficients, int terms, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (terms)
        {
            case 0:
                new Span<T>(destination, count).Clear();
                break;
            case 1:
                Combine(destination, sources[0], coefficients[0], count);
                break;
            case 2:
                Combine(destination, sources[0], coefficients[0], sources[1], coefficients[1], count);
                break;
            case 3:
                Combine(destination, sources[0], coefficients[0], sources[1], coefficients[1], sources[2], coefficients[2], count);
                break;
            case 4:
                Combine(
                    destination, sources[0], coefficients[0], sources[1], coefficients[1], sources[2], coefficients[2],
                    sources[3], coefficients[3], count);
                break;
            default:
                CombineMany(destination, sources, coefficients, terms, count);
                break;
        }
    }

    private static void Combine<T>(T* destination, T* a, T ca, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        var va = new Vector<T>(ca);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            (Vector.Load(a + i) * va).Store(destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = a[i] * ca;
        }
    }

    private static void Combine<T>(T* destination, T* a, T ca, T* b, T cb, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        Vector<T> va = new(ca), vb = new(cb);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            ((Vector.Load(a + i) * va) + (Vector.Load(b + i) * vb)).Store(destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = (a[i] * ca) + (b[i] * cb);
        }
    }

    private static void Combine<T>(T* destination, T* a, T ca, T* b, T cb, T* c, T cc, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        Vector<T> va = new(ca), vb = new(cb), vc = new(cc);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            ((Vector.Load(a + i) * va) + (Vector.Load(b + i) * vb) + (Vector.Load(c + i) * vc)).Store(destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = (a[i] * ca) + (b[i] * cb) + (c[i] * cc);
        }
    }

    private static void Combine<T>(T* destination, T* a, T ca, T* b, T cb, T* c, T cc, T* d, T cd, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        Vector<T> va = new(ca), vb = new(cb), vc = new(cc), vd = new(cd);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            ((Vector.Load(a + i) * va) + (Vector.Load(b + i) * vb) + (Vector.Load(c + i) * vc) + (Vector.Load(d + i) * vd))
                .Store(destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = (a[i] * ca) + (b[i] * cb) + (c[i] * cc) + (d[i] * cd);
        }
    }

    private static void CombineMany<T>(T* destination, T** sources, T* coefficients, int terms, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            var sum = Vector.Load(sources[0] + i) * coefficients[0];
            for (int term = 1; term < terms; term++)
            {
                sum += Vector.Load(sources[term] + i) * coefficients[term];
            }

            sum.Store(destination + i);
        }

        for (; i < count; i++)
        {
            T sum = sources[0][i] * coefficients[0];
            for (int term = 1; term < terms; term++)
            {
                sum += sources[term][i] * coefficients[term];
            }

            destination[i] = sum;
        }
    }

    /// <summary>Clamps in place to [-limit, limit] and multiplies by scale.</summary>
    public static void Clamp<T>(T* values, T limit, T scale, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        Vector<T> high = new(limit), low = new(-limit);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            (Vector.Min(Vector.Max(Vector.Load(values + i), low), high) * scale).Store(values + i);
        }

        for (; i < count; i++)
        {
            values[i] = T.Min(T.Max(values[i], -limit), limit) * scale;
        }
    }

    /// <summary>Whether every value is finite: x * 0 is 0 for finite x and not a number otherwise.</summary>
    public static bool AllFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* start = values)
        {
            int i = 0;
            int width = Vector<T>.Count;
            Vector<T> a = Vector<T>.Zero, b = Vector<T>.Zero, c = Vector<T>.Zero, d = Vector<T>.Zero;
            for (; i <= values.Length - (4 * width); i += 4 * width)
            {
                a += Vector.Load(start + i) * Vector<T>.Zero;
                b += Vector.Load(start + i + width) * Vector<T>.Zero;
                c += Vector.Load(start + i + (2 * width)) * Vector<T>.Zero;
                d += Vector.Load(start + i + (3 * width)) * Vector<T>.Zero;
            }

            T sum = Vector.Sum(a + b + c + d);
            for (; i < values.Length; i++)
            {
                sum += start[i] * T.Zero;
            }

            return sum == T.Zero;
        }
    }
}
