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

    private float[] _unconditional = [];
    private float[] _conditional = [];
    private float[] _guided = [];
    private GuidanceRun<float> _constant = null!;
    private GuidanceRun<float> _rescaled = null!;
    private GuidanceRun<float> _projected = null!;

    /// <summary>1,024 latents, and those of a 512 x 512 picture of Stable Diffusion.</summary>
    [Params(4 * 16 * 16, 4 * 64 * 64)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_unconditional, _conditional, _guided) = (new float[Length], new float[Length], new float[Length]);
        new GaussianNoise(1).Fill(_unconditional);
        new GaussianNoise(2).Fill(_conditional);
        _constant = new ClassifierFreeGuidance(7.5).Start<float>(Length);
        _rescaled = new ClassifierFreeGuidance(7.5) { Rescale = 0.7 }.Start<float>(Length);
        _projected = new AdaptiveProjectedGuidance(7.5).Start<float>(Length);
    }

    [Benchmark(Baseline = true)]
    public void Subtract() => TensorPrimitives.Subtract(_conditional, _unconditional, _guided);

    [Benchmark]
    public void ClassifierFree() => _constant.Apply(Middle, _unconditional, _conditional, _guided);

    [Benchmark]
    public void Rescaled() => _rescaled.Apply(Middle, _unconditional, _conditional, _guided);

    [Benchmark]
    public void Projected() => _projected.Apply(Middle, _unconditional, _conditional, _guided);
}
