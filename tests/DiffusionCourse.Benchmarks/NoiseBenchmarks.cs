using BenchmarkDotNet.Attributes;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Benchmarks;

/// <summary>Time of drawing and adding noise, beside .NET's own uniform numbers, which are half the way to normal ones.</summary>
[MemoryDiagnoser]
public class NoiseBenchmarks
{
    private const int Timestep = 500;

    private readonly ForwardProcess _process = new(NoiseSchedule.ScaledLinear());
    private readonly Random _random = new(1);
    private readonly GaussianNoise _gaussian = new(1);
    private float[] _original = [];
    private float[] _noise = [];
    private float[] _noisy = [];

    /// <summary>1,024 latents, and those of a 512 x 512 picture of Stable Diffusion.</summary>
    [Params(4 * 16 * 16, 4 * 64 * 64)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_original, _noise, _noisy) = (new float[Length], new float[Length], new float[Length]);
        new GaussianNoise(2).Fill(_original);
        new GaussianNoise(3).Fill(_noise);
    }

    [Benchmark(Baseline = true)]
    public void Uniform()
    {
        for (var i = 0; i < _noise.Length; i++)
        {
            _noise[i] = _random.NextSingle();
        }
    }

    [Benchmark]
    public void Gaussian() => _gaussian.Fill(_noise.AsSpan());

    [Benchmark]
    public void AddNoise() => _process.AddNoise<float>(_original, _noise, Timestep, _noisy);
}
