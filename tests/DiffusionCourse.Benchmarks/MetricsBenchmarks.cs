using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using DiffusionCourse.Metrics;

namespace DiffusionCourse.Benchmarks;

/// <summary>SSIM of two pictures beside one separable Gaussian filter over one of them, in double precision as SSIM has it.</summary>
[MemoryDiagnoser]
public class MetricsBenchmarks
{
    private const int Size = 512, Channels = 3, Taps = 11;

    private readonly byte[] _picture = new byte[Size * Size * Channels];
    private readonly byte[] _other = new byte[Size * Size * Channels];
    private readonly double[] _values = new double[Size * Size * Channels];
    private readonly double[] _half = new double[Size * Size * Channels];
    private readonly double[] _filtered = new double[Size * Size * Channels];

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_picture);
        new Random(2).NextBytes(_other);
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = _picture[i];
        }
    }

    [Benchmark]
    public double Ssim() => StructuralSimilarity.Mean(_picture, _other, Size, Size, Channels);

    [Benchmark]
    public double PeakSignalToNoiseRatio() => ImageMetrics.PeakSignalToNoiseRatio(_picture, _other);

    /// <summary>Eleven taps along x, then along y, row by row.</summary>
    [Benchmark(Baseline = true)]
    public double GaussianFilter()
    {
        const int row = Size * Channels, inner = (Size - Taps + 1) * Channels;
        Array.Clear(_half);
        Array.Clear(_filtered);
        for (var y = 0; y < Size; y++)
        {
            var target = _half.AsSpan(y * row, inner);
            for (var k = 0; k < Taps; k++)
            {
                TensorPrimitives.MultiplyAdd(_values.AsSpan(y * row + k * Channels, inner), Weight(k), target, target);
            }
        }

        for (var y = 0; y <= Size - Taps; y++)
        {
            var target = _filtered.AsSpan(y * row, inner);
            for (var k = 0; k < Taps; k++)
            {
                TensorPrimitives.MultiplyAdd(_half.AsSpan((y + k) * row, inner), Weight(k), target, target);
            }
        }

        return _filtered[0];
    }

    private static double Weight(int tap) => Math.Exp(-(tap - 5) * (tap - 5) / 4.5);
}
