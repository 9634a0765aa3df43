using System.Numerics;
using System.Runtime.CompilerServices;

namespace DiffusionCourse.Numerics;

/// <summary>
/// Sums of scaled buffers. Products are rounded before they are added (no fused multiply-add), so results are the same bits
/// on every processor and for every vector width.
/// </summary>
internal static unsafe class LinearKernel
{
    public const int MaximumTerms = 6;

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
            case 5:
                Combine(
                    destination, sources[0], coefficients[0], sources[1], coefficients[1], sources[2], coefficients[2],
                    sources[3], coefficients[3], sources[4], coefficients[4], count);
                break;
            case MaximumTerms:
                Combine(
                    destination, sources[0], coefficients[0], sources[1], coefficients[1], sources[2], coefficients[2],
                    sources[3], coefficients[3], sources[4], coefficients[4], sources[5], coefficients[5], count);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(terms), terms, $"At most {MaximumTerms} terms can be summed.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<T>(
        T* destination, T* a, T ca, T* b, T cb, T* c, T cc, T* d, T cd, T* e, T ce, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        Vector<T> va = new(ca), vb = new(cb), vc = new(cc), vd = new(cd), ve = new(ce);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            ((Vector.Load(a + i) * va) + (Vector.Load(b + i) * vb) + (Vector.Load(c + i) * vc) + (Vector.Load(d + i) * vd) + (Vector.Load(e + i) * ve))
                .Store(destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = (a[i] * ca) + (b[i] * cb) + (c[i] * cc) + (d[i] * cd) + (e[i] * ce);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<T>(
        T* destination, T* a, T ca, T* b, T cb, T* c, T cc, T* d, T cd, T* e, T ce, T* f, T cf, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        Vector<T> va = new(ca), vb = new(cb), vc = new(cc), vd = new(cd), ve = new(ce), vf = new(cf);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            ((Vector.Load(a + i) * va) + (Vector.Load(b + i) * vb) + (Vector.Load(c + i) * vc) + (Vector.Load(d + i) * vd) + (Vector.Load(e + i) * ve) + (Vector.Load(f + i) * vf))
                .Store(destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = (a[i] * ca) + (b[i] * cb) + (c[i] * cc) + (d[i] * cd) + (e[i] * ce) + (f[i] * cf);
        }
    }

    /// <summary>Clamps in place to [-limit, limit] and multiplies by scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
