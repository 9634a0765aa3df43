using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using DiffusionCourse.Guidance;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Benchmarks;

/// <summary>Time of one guided combination of two predictions, beside a plain pass that reads two buffers and writes one.</summary>
[MemoryDiagnoser]
public class GuidanceBenchmarks
{
    private static readonly GuidanceStep Middle = new(10, 20, 500, 1);

    private float[] unconditional = [];
    private float[] conditional = [];
    private float[] guided = [];
    private GuidanceRun<float> constant = null!;
    private GuidanceRun<float> rescaled = null!;
    private GuidanceRun<float> projected = null!;

    /// <summary>The latents of the embedded model, and of a 512 x 512 picture of Stable Diffusion.</summary>
    [Params(4 * 16 * 16, 4 * 64 * 64)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (unconditional, conditional, guided) = (new float[Length], new float[Length], new float[Length]);
        new GaussianNoise(1).Fill(unconditional);
        new GaussianNoise(2).Fill(conditional);
        constant = new ClassifierFreeGuidance(7.5).Start<float>(Length);
        rescaled = new ClassifierFreeGuidance(7.5) { Rescale = 0.7 }.Start<float>(Length);
        projected = new AdaptiveProjectedGuidance(7.5).Start<float>(Length);
    }

    [Benchmark(Baseline = true)]
    public void Subtract() => TensorPrimitives.Subtract(conditional, unconditional, guided);

    [Benchmark]
    public void ClassifierFree() => constant.Apply(Middle, unconditional, conditional, guided);

    [Benchmark]
    public void Rescaled() => rescaled.Apply(Middle, unconditional, conditional, guided);

    [Benchmark]
    public void Projected() => projected.Apply(Middle, unconditional, conditional, guided);
}
