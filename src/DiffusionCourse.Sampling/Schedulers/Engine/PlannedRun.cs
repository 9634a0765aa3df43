using System.Numerics;
using DiffusionCourse.Noise;
using DiffusionCourse.Numerics;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Executes a <see cref="SamplingPlan"/>: a list of linear combinations, blockwise so that intermediate results stay in cache.</summary>
internal sealed unsafe class PlannedRun<T> : SchedulerRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockBytes = 4096;

    private readonly SamplingPlan _plan;
    private readonly CompiledCall<T>[] _calls;
    private readonly T[] _buffers;
    private readonly int _stride;
    private readonly int[] _bufferOfRegister;
    private readonly int _batchSize;
    private readonly IReadOnlyList<INoiseSource> _noise;
    private readonly double[] _timesteps;
    private readonly double[] _callSigmas;
    private readonly T[] _quantileScratch;
    private int _position;

    public PlannedRun(SamplingPlan plan, int length, int batchSize, IReadOnlyList<INoiseSource> noise)
    {
        _plan = plan;
        _batchSize = batchSize;
        _noise = noise;
        Length = length;
        _timesteps = [.. plan.Calls.Select(call => call.Timestep)];
        _callSigmas = [.. plan.Calls.Select(call => call.Sigma)];

        var compiler = new PlanCompiler(plan);
        _calls = [.. compiler.Compile<T>()];
        _bufferOfRegister = compiler.AssignBuffers(out int bufferCount);

        // Buffers at the same offset within a page make loads wait for unrelated stores, so each starts 640 bytes further into its page.
        int page = 4096 / sizeof(T);
        _stride = checked((((length + page - 1) / page) * page) + (640 / sizeof(T)));
        _buffers = GC.AllocateArray<T>(checked(_stride * bufferCount), pinned: true);

        // Written once here, so that no step pays for the first touch of its pages.
        _buffers.AsSpan().Clear();
        _quantileScratch = plan.Limit.IsDynamic ? new T[length / batchSize] : [];
    }

    public override IReadOnlyList<double> Timesteps => _timesteps;

    public override IReadOnlyList<double> Sigmas => _plan.Sigmas;

    public override IReadOnlyList<double> CallSigmas => _callSigmas;

    public override double InitNoiseSigma => _plan.InitNoiseSigma;

    public override int Position => _position;

    public override int CallCount => _calls.Length;

    public override int Length { get; }

    public override void ScaleModelInput(ReadOnlySpan<T> sample, Span<T> destination)
    {
        CheckUnfinished();
        CheckLength(sample.Length, nameof(sample));
        CheckLength(destination.Length, nameof(destination));
        T scale = _calls[_position].InputScale;
        if (scale == T.One)
        {
            sample.CopyTo(destination);
            return;
        }

        fixed (T* source = sample, target = destination)
        {
            LinearKernel.Combine(target, &source, &scale, 1, Length);
        }
    }

    public override void Step(ReadOnlySpan<T> modelOutput, Span<T> sample)
    {
        CheckUnfinished();
        CheckLength(modelOutput.Length, nameof(modelOutput));
        CheckLength(sample.Length, nameof(sample));
        if (modelOutput.Overlaps(sample))
        {
            throw new ArgumentException("The model output and the sample must be different buffers; the step is written to the sample.", nameof(modelOutput));
        }

        CheckFinite(modelOutput, nameof(modelOutput), "The model output");
        CheckFinite(sample, nameof(sample), "The sample");

        var call = _calls[_position];
        fixed (T* samplePointer = sample, outputPointer = modelOutput, bufferPointer = _buffers)
        {
            T** register = stackalloc T*[_bufferOfRegister.Length];
            for (int i = Register.FirstBuffer; i < _bufferOfRegister.Length; i++)
            {
                register[i] = bufferPointer + ((long)_bufferOfRegister[i] * _stride);
            }

            register[Register.Sample] = samplePointer;
            register[Register.Output] = outputPointer;

            if (call.DrawsNoise)
            {
                DrawNoise(new Span<T>(register[Register.Noise], Length));
            }

            int firstOperation = 0;
            if (call.LimitsOriginal && _plan.Limit.IsDynamic)
            {
                // The quantile needs all of a sample before any of it can be thresholded.
                Execute(call.Operations[0], register, 0, Length);
                Threshold(register[Register.Original]);
                firstOperation = 1;
            }

            T range = T.CreateChecked(_plan.Limit.Range);
            int block = BlockBytes / sizeof(T);
            for (int start = 0; start < Length; start += block)
            {
                int count = Math.Min(block, Length - start);
                for (int i = firstOperation; i < call.Operations.Length; i++)
                {
                    Execute(call.Operations[i], register, start, count);
                    if (i == 0 && call.LimitsOriginal)
                    {
                        LinearKernel.Clamp(register[Register.Original] + start, range, T.One, count);
                    }
                }
            }
        }

        _position++;
    }

    public override void PredictOriginal(ReadOnlySpan<T> modelOutput, ReadOnlySpan<T> sample, Span<T> destination)
    {
        CheckUnfinished();
        CheckLength(modelOutput.Length, nameof(modelOutput));
        CheckLength(sample.Length, nameof(sample));
        CheckLength(destination.Length, nameof(destination));
        if (modelOutput.Overlaps(destination) || sample.Overlaps(destination))
        {
            throw new ArgumentException("The predicted x_0 needs a buffer of its own.", nameof(destination));
        }

        var call = _calls[_position];
        fixed (T* samplePointer = sample, outputPointer = modelOutput, target = destination)
        {
            T** register = stackalloc T*[3];
            register[Register.Sample] = samplePointer;
            register[Register.Output] = outputPointer;
            register[Register.Original] = target;
            if (_plan.Limit.IsNone)
            {
                Execute(call.Shown, register, 0, Length);
                return;
            }

            Execute(call.Original, register, 0, Length);
            if (_plan.Limit.IsDynamic)
            {
                Threshold(target);
            }
            else
            {
                LinearKernel.Clamp(target, T.CreateChecked(_plan.Limit.Range), T.One, Length);
            }

            Execute(call.Shown, register, 0, Length);
        }
    }

    public override void AddNoise(ReadOnlySpan<T> original, ReadOnlySpan<T> noise, int call, Span<T> destination)
    {
        CheckLength(original.Length, nameof(original));
        CheckLength(noise.Length, nameof(noise));
        CheckLength(destination.Length, nameof(destination));
        if (call < 0 || call >= _calls.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(call), call, $"This run makes the model calls 0 to {_calls.Length - 1}.");
        }

        fixed (T* originalPointer = original, noisePointer = noise, target = destination)
        {
            T** sources = stackalloc T*[2] { originalPointer, noisePointer };
            T* scales = stackalloc T[2] { T.CreateChecked(_plan.Calls[call].SignalScale), T.CreateChecked(_plan.Calls[call].NoiseScale) };
            LinearKernel.Combine(target, sources, scales, 2, Length);
        }
    }

    private static void Execute(CompiledOperation<T> operation, T** register, int start, int count)
    {
        var terms = operation.Terms;
        T** sources = stackalloc T*[LinearKernel.MaximumTerms];
        T* coefficients = stackalloc T[LinearKernel.MaximumTerms];
        for (int i = 0; i < terms.Length; i++)
        {
            sources[i] = register[terms[i].Register] + start;
            coefficients[i] = terms[i].Coefficient;
        }

        LinearKernel.Combine(register[operation.Destination] + start, sources, coefficients, terms.Length, count);
    }

    private void DrawNoise(Span<T> destination)
    {
        int perSample = Length / _batchSize;
        for (int i = 0; i < _batchSize; i++)
        {
            NoiseDraw.Fill(_noise[i], destination.Slice(i * perSample, perSample));
        }
    }

    private void Threshold(T* original)
    {
        int perSample = Length / _batchSize;
        for (int i = 0; i < _batchSize; i++)
        {
            T* start = original + (i * perSample);
            var values = new ReadOnlySpan<T>(start, perSample);
            double quantile = Quantile.OfMagnitudes(values, _quantileScratch, _plan.Limit.Ratio);
            T threshold = T.CreateChecked(Math.Clamp(quantile, 1, _plan.Limit.Maximum));
            LinearKernel.Clamp(start, threshold, T.One / threshold, perSample);
        }
    }

    private void CheckUnfinished()
    {
        if (_position == _calls.Length)
        {
            throw new InvalidOperationException($"This run is finished: all {_calls.Length} model calls were made. Start another run.");
        }
    }

    private void CheckLength(int length, string parameter)
    {
        if (length != Length)
        {
            throw new ArgumentException($"Expected {Length} elements, as the run was started with; got {length}.", parameter);
        }
    }

    private void CheckFinite(ReadOnlySpan<T> values, string parameter, string what)
    {
        if (LinearKernel.AllFinite(values))
        {
            return;
        }

        int index = 0;
        while (T.IsFinite(values[index]))
        {
            index++;
        }

        throw new ArgumentException(
            $"{what} holds {values[index]} at element {index}, model call {_position} (timestep {_timesteps[_position]}); only finite values can be stepped. " +
            "A half-precision model that overflows is the usual cause: run it in single precision.",
            parameter);
    }
}
