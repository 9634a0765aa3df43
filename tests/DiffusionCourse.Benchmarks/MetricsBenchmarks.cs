using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using DiffusionCourse.Metrics;

namespace DiffusionCourse.Benchmarks;

/// <summary>SSIM of two pictures beside one separable Gaussian filter over one of them, in double precision as SSIM has it.</summary>
[MemoryDiagnoser]
public class MetricsBenchmarks
{
    private const int Size = 512, Channels = 3, Taps = 11;

    private readonly byte[] picture = new byte[Size * Size * Channels];
    private readonly byte[] other = new byte[Size * Size * Channels];
    private readonly double[] values = new double[Size * Size * Channels];
    private readonly double[] half = new double[Size * Size * Channels];
    private readonly double[] filtered = new double[Size * Size * Channels];

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(picture);
        new Random(2).NextBytes(other);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = picture[i];
        }
    }

    [Benchmark]
    public double Ssim() => StructuralSimilarity.Mean(picture, other, Size, Size, Channels);

    [Benchmark]
    public double PeakSignalToNoiseRatio() => ImageMetrics.PeakSignalToNoiseRatio(picture, other);

    /// <summary>Eleven taps along x, then along y, row by row.</summary>
    [Benchmark(Baseline = true)]
    public double GaussianFilter()
    {
        const int row = Size * Channels, inner = (Size - Taps + 1) * Channels;
        Array.Clear(half);
        Array.Clear(filtered);
        for (int y = 0; y < Size; y++)
        {
            var target = half.AsSpan(y * row, inner);
            for (int k = 0; k < Taps; k++)
            {
                TensorPrimitives.MultiplyAdd(values.AsSpan((y * row) + (k * Channels), inner), Weight(k), target, target);
            }
        }

        for (int y = 0; y <= Size - Taps; y++)
        {
            var target = filtered.AsSpan(y * row, inner);
            for (int k = 0; k < Taps; k++)
            {
                TensorPrimitives.MultiplyAdd(half.AsSpan((y + k) * row, inner), Weight(k), target, target);
            }
        }

        return filtered[0];
    }

    private static double Weight(int tap) => Math.Exp(-(tap - 5) * (tap - 5) / 4.5);
}
