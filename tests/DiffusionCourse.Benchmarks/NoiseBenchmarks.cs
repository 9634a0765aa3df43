using BenchmarkDotNet.Attributes;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Benchmarks;

/// <summary>Time of drawing and adding noise, beside .NET's own uniform numbers, which are half the way to normal ones.</summary>
[MemoryDiagnoser]
public class NoiseBenchmarks
{
    private const int Timestep = 500;

    private readonly ForwardProcess process = new(NoiseSchedule.ScaledLinear());
    private readonly Random random = new(1);
    private readonly GaussianNoise gaussian = new(1);
    private float[] original = [];
    private float[] noise = [];
    private float[] noisy = [];

    /// <summary>The latents of the embedded model, and of a 512 x 512 picture of Stable Diffusion.</summary>
    [Params(4 * 16 * 16, 4 * 64 * 64)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (original, noise, noisy) = (new float[Length], new float[Length], new float[Length]);
        new GaussianNoise(2).Fill(original);
        new GaussianNoise(3).Fill(noise);
    }

    [Benchmark(Baseline = true)]
    public void Uniform()
    {
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = random.NextSingle();
        }
    }

    [Benchmark]
    public void Gaussian() => gaussian.Fill(noise.AsSpan());

    [Benchmark]
    public void AddNoise() => process.AddNoise<float>(original, noise, Timestep, noisy);
}
