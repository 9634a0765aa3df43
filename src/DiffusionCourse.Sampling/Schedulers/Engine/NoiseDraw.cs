using System.Runtime.InteropServices;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Draws noise in the element type of a run.</summary>
internal static class NoiseDraw
{
    public static void Fill<T>(INoiseSource source, Span<T> destination)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            source.Fill(MemoryMarshal.Cast<T, float>(destination));
        }
        else
        {
            source.Fill(MemoryMarshal.Cast<T, double>(destination));
        }
    }
}
