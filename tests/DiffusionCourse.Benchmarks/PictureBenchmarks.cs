using BenchmarkDotNet.Attributes;
using DiffusionCourse.Imaging;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Benchmarks;

/// <summary>Time from the VAE's output to a picture and to its PNG, beside a copy of the output.</summary>
[MemoryDiagnoser]
public class PictureBenchmarks
{
    private float[] output = [];
    private float[] copy = [];
    private RgbImage picture = null!;

    /// <summary>Side in pixels: the embedded model's, and Stable Diffusion's.</summary>
    [Params(64, 512)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        output = new float[3 * Side * Side];
        copy = new float[output.Length];
        new GaussianNoise(1).Fill(output.AsSpan());
        picture = RgbImage.FromModelOutput(output, Side, Side);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => output.CopyTo(copy, 0);

    [Benchmark]
    public RgbImage FromModelOutput() => RgbImage.FromModelOutput(output, Side, Side);

    [Benchmark]
    public byte[] ToPng() => picture.ToPng();
}
