using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Benchmarks;

/// <summary>
/// Time of one scheduler step over a latent, beside plain passes over memory. Divide the mean by <see cref="Length"/> for
/// nanoseconds an element. A step reads the sample and the model output twice (once to refuse values that are not finite).
/// </summary>
[MemoryDiagnoser]
public class SchedulerBenchmarks
{
    private const int Steps = 20;

    private float[] _sample = [];
    private float[] _start = [];
    private float[] _output = [];
    private Scheduler _scheduler = null!;
    private SchedulerRun<float> _run = null!;

    /// <summary>A 512 x 512 picture's latent of Stable Diffusion, and a batch of 64 of them, which fits in no cache.</summary>
    [Params(4 * 64 * 64, 64 * 4 * 64 * 64)]
    public int Length { get; set; }

    [Params("dpm++2m", "ddim", "euler", "unipc", "pndm", "lms", "heun", "deis", "dpm++2s", "euler-a")]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _sample = new float[Length];
        _start = new float[Length];
        _output = new float[Length];
        new GaussianNoise(1).Fill(_start);
        new GaussianNoise(2).Fill(_output);
        _scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, Name);
    }

    /// <summary>A fresh run for each iteration, so that every order of a solver is met and planning is not measured.</summary>
    [IterationSetup]
    public void Restart()
    {
        _start.CopyTo(_sample, 0);
        _run = _scheduler.Start<float>(Steps, Length, new SchedulerRunOptions { Noise = [Silence.Instance] });
    }

    /// <summary>Twenty calls of Step.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public float Step()
    {
        for (var i = 0; i < Steps; i++)
        {
            _run.Step(_output, _sample);
        }

        return _sample[0];
    }

    /// <summary>Copying as many floats, twenty times.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public void Copy()
    {
        for (var i = 0; i < Steps; i++)
        {
            _start.AsSpan().CopyTo(_sample);
        }
    }

    /// <summary>sample = start + 0.5 output, two reads and a write, twenty times.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Steps)]
    public void Triad()
    {
        for (var i = 0; i < Steps; i++)
        {
            TensorPrimitives.MultiplyAdd(_output, 0.5f, _start, _sample);
        }
    }

    /// <summary>Noise that costs nothing, so that steps are measured and not the generator.</summary>
    private sealed class Silence : INoiseSource
    {
        public static Silence Instance { get; } = new();

        public void Fill(Span<float> destination)
        {
        }

        public void Fill(Span<double> destination)
        {
        }
    }
}
