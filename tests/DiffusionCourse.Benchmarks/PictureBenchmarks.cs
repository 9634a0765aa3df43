using BenchmarkDotNet.Attributes;
using DiffusionCourse.Imaging;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Benchmarks;

/// <summary>Time from the VAE's output to a picture and to its PNG, beside a copy of the output.</summary>
[MemoryDiagnoser]
public class PictureBenchmarks
{
    private float[] _output = [];
    private float[] _copy = [];
    private RgbImage _picture = null!;

    /// <summary>Side in pixels: a small picture's, and Stable Diffusion's.</summary>
    [Params(64, 512)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _output = new float[3 * Side * Side];
        _copy = new float[_output.Length];
        new GaussianNoise(1).Fill(_output.AsSpan());
        _picture = RgbImage.FromModelOutput(_output, Side, Side);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _output.CopyTo(_copy, 0);

    [Benchmark]
    public RgbImage FromModelOutput() => RgbImage.FromModelOutput(_output, Side, Side);

    [Benchmark]
    public byte[] ToPng() => _picture.ToPng();
}
