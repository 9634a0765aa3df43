using System.Numerics;
using System.Numerics.Tensors;
using DiffusionCourse.Noise;
using DiffusionCourse.Numerics;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// One pass of a scheduler from noise to sample. It owns all state (position, earlier predictions, buffers), so runs never
/// disturb each other; a scheduler is only configuration. Not thread-safe.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class SchedulerRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SchedulerPreview _preview;
    private readonly SamplingPlan _plan;
    private readonly IReadOnlyList<INoiseSource> _sources;
    private readonly int _perSample;
    private readonly T[] _original;
    private readonly T[] _start;
    private readonly T[] _noise;
    private readonly T[][] _stored;
    private readonly T[] _sum;
    private readonly T[] _quantileScratch;
    private int _newest;

    internal SchedulerRun(SchedulerPreview preview, int length, int batchSize, IReadOnlyList<INoiseSource> sources)
    {
        _preview = preview;
        _plan = preview.Plan;
        _sources = sources;
        _perSample = length / batchSize;
        Length = length;
        var steps = _plan.Steps.SelectMany(step => step).ToArray();
        _original = Buffer(Array.Exists(steps, step => step.Symbol == Symbol.Original));
        _start = Buffer(Array.Exists(steps, step => step.Symbol == Symbol.Start));
        _noise = Buffer(preview.NoiseDraws > 0);
        _stored = [
            .. Enumerable.Range(0, steps.Max(step => Math.Max(step.Value.Memory, step.Symbol.IsStored ? 1 : 0))).Select(_ => Buffer(true))
        ];
        _sum = Buffer(true);
        _quantileScratch = _plan.Limit.IsDynamic ? new T[_perSample] : [];

        T[] Buffer(bool used) => used ? new T[length] : [];
    }

    /// <summary>The timestep of each model call of this run, in order, after strength; fractional for some schedulers.</summary>
    public IReadOnlyList<double> Timesteps => _preview.Timesteps;

    /// <summary>
    /// Noise levels sigma (noise for each unit of signal; on straight paths the share of noise, 0 to 1) of the whole schedule, the final
    /// one included; empty where undefined.
    /// </summary>
    public IReadOnlyList<double> Sigmas => _preview.Sigmas;

    /// <summary>
    /// The noise level sigma (noise for each unit of signal; on straight paths the share of noise, 0 to 1) at which each model call of
    /// this run finds the sample; defined for every scheduler.
    /// </summary>
    public IReadOnlyList<double> CallSigmas => _preview.CallSigmas;

    /// <summary>Standard deviation that the initial noise is multiplied by.</summary>
    public double InitNoiseSigma => _preview.InitNoiseSigma;

    /// <summary>Index of the next model call, from 0 to <see cref="CallCount"/>.</summary>
    public int Position { get; private set; }

    /// <summary>Model calls in this run; some schedulers need more than one a step.</summary>
    public int CallCount => _preview.CallCount;

    /// <summary>Whether every call has been made.</summary>
    public bool IsFinished => Position == CallCount;

    /// <summary>Elements that every buffer must have: batch x elements of a sample.</summary>
    public int Length { get; }

    /// <summary>Writes what the model is to be given at the current position.</summary>
    /// <param name="sample">x_t, <see cref="Length"/> elements.</param>
    /// <param name="destination">Receives the scaled sample; may be <paramref name="sample"/> itself.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The run is finished.</exception>
    public void ScaleModelInput(ReadOnlySpan<T> sample, Span<T> destination)
    {
        var call = CurrentCall();
        CheckLength(sample.Length, nameof(sample));
        CheckLength(destination.Length, nameof(destination));
        TensorPrimitives.Multiply(sample, T.CreateChecked(call.InputScale), destination);
    }

    /// <summary>Takes the sample one model call further, in place. Allocates nothing.</summary>
    /// <param name="modelOutput">What the model answered at the current position, after guidance.</param>
    /// <param name="sample">x_t on entry (unscaled), the next sample on return. Left as it was where an exception is thrown.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length, they overlap, or hold a value that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The run is finished.</exception>
    public void Step(ReadOnlySpan<T> modelOutput, Span<T> sample)
    {
        var call = CurrentCall();
        CheckLength(modelOutput.Length, nameof(modelOutput));
        CheckLength(sample.Length, nameof(sample));
        if (modelOutput.Overlaps(sample))
        {
            throw new ArgumentException(
                "The model output and the sample must be different buffers; the step is written to the sample.", nameof(modelOutput));
        }

        CheckFinite(modelOutput, nameof(modelOutput), "The model output");
        CheckFinite(sample, nameof(sample), "The sample");
        if (call.DrawsNoise)
        {
            DrawNoise();
        }

        foreach (var (symbol, value) in _plan.Steps[Position])
        {
            if (symbol.IsStored)
            {
                _newest = (_newest + 1) % _stored.Length;
            }

            var destination = symbol == Symbol.Sample ? sample : Buffer(symbol);
            Evaluate(value, sample, modelOutput, _original, destination);
            if (symbol == Symbol.Original)
            {
                Limit(destination);
            }
        }

        Position++;
    }

    /// <summary>
    /// The model's current idea of the finished sample: x_0 predicted at the current position, clamped where the scheduler
    /// clamps. Call it before <see cref="Step"/>, with the same model output and sample.
    /// </summary>
    /// <param name="modelOutput">What the model answered at the current position.</param>
    /// <param name="sample">x_t, unscaled.</param>
    /// <param name="destination">Receives the predicted x_0.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The run is finished.</exception>
    public void PredictOriginal(ReadOnlySpan<T> modelOutput, ReadOnlySpan<T> sample, Span<T> destination)
    {
        var call = CurrentCall();
        CheckLength(modelOutput.Length, nameof(modelOutput));
        CheckLength(sample.Length, nameof(sample));
        CheckLength(destination.Length, nameof(destination));
        if (modelOutput.Overlaps(destination) || sample.Overlaps(destination))
        {
            throw new ArgumentException("The predicted x_0 needs a buffer of its own.", nameof(destination));
        }

        Evaluate(call.Original, sample, modelOutput, destination, destination);
        Limit(destination);
        Evaluate(call.Shown, sample, modelOutput, destination, destination);
    }

    /// <summary>Noises a clean sample to the level at which this run starts (image-to-image).</summary>
    /// <param name="original">x_0.</param>
    /// <param name="noise">Standard normal noise.</param>
    /// <param name="destination">Receives the noised sample; may be one of the others.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    public void AddNoise(ReadOnlySpan<T> original, ReadOnlySpan<T> noise, Span<T> destination) => AddNoise(original, noise, 0, destination);

    /// <summary>
    /// Noises a clean sample to the level at which a given call of this run finds it (inpainting); at the second call of a DPM2
    /// step, as in diffusers, to the level that the step goes to.
    /// </summary>
    /// <param name="original">x_0.</param>
    /// <param name="noise">Standard normal noise.</param>
    /// <param name="call">The model call, from 0 to <see cref="CallCount"/> - 1.</param>
    /// <param name="destination">Receives the noised sample; may be one of the others.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such call.</exception>
    public void AddNoise(ReadOnlySpan<T> original, ReadOnlySpan<T> noise, int call, Span<T> destination)
    {
        CheckLength(original.Length, nameof(original));
        CheckLength(noise.Length, nameof(noise));
        CheckLength(destination.Length, nameof(destination));
        if (call < 0 || call >= CallCount)
        {
            throw new ArgumentOutOfRangeException(nameof(call), call, $"This run makes the model calls 0 to {CallCount - 1}.");
        }

        var level = _plan.Calls[call].Level;
        LinearKernel.Combine(original, T.CreateChecked(level.Alpha), noise, T.CreateChecked(level.Sigma), destination);
    }

    /// <summary>destination = the sum's value. The destination may be one of the buffers that are summed.</summary>
    private void Evaluate(Combination sum, ReadOnlySpan<T> sample, ReadOnlySpan<T> output, ReadOnlySpan<T> original, Span<T> destination)
    {
        var terms = sum.Terms;
        if (terms.Length < 2)
        {
            // The one term that is left, or none of anything.
            TensorPrimitives.Multiply(
                terms.Length == 0 ? sample : Values(terms[0].Symbol, sample, output, original),
                terms.Length == 0 ? T.Zero : T.CreateChecked(terms[0].Factor),
                destination);
            return;
        }

        // From left to right; only the last sum goes to the destination, which may be among the terms.
        var left = Values(terms[0].Symbol, sample, output, original);
        var factor = T.CreateChecked(terms[0].Factor);
        for (var i = 1; i < terms.Length; i++)
        {
            var result = i == terms.Length - 1 ? destination : _sum;
            LinearKernel.Combine(left, factor, Values(terms[i].Symbol, sample, output, original), T.CreateChecked(terms[i].Factor), result);
            left = _sum;
            factor = T.One;
        }
    }

    private ReadOnlySpan<T> Values(Symbol symbol, ReadOnlySpan<T> sample, ReadOnlySpan<T> output, ReadOnlySpan<T> original) =>
        symbol == Symbol.Sample ? sample : symbol == Symbol.Output ? output : symbol == Symbol.Original ? original : Buffer(symbol);

    private T[] Buffer(Symbol symbol) =>
        symbol == Symbol.Original ? _original
        : symbol == Symbol.Start ? _start
        : symbol == Symbol.Noise ? _noise
        : _stored[(_newest + _stored.Length - symbol.Age) % _stored.Length];

    private void DrawNoise()
    {
        for (var i = 0; i < _sources.Count; i++)
        {
            NoiseDraw.Fill(_sources[i], _noise.AsSpan(i * _perSample, _perSample));
        }
    }

    private void Limit(Span<T> original)
    {
        if (_plan.Limit.IsDynamic)
        {
            for (var start = 0; start < original.Length; start += _perSample)
            {
                var values = original.Slice(start, _perSample);
                var threshold = T
                    .CreateChecked(Math.Clamp(Quantile.OfMagnitudes(values, _quantileScratch, _plan.Limit.Ratio), 1, _plan.Limit.Maximum));
                TensorPrimitives.Clamp(values, -threshold, threshold, values);
                TensorPrimitives.Multiply(values, T.One / threshold, values);
            }
        }
        else if (!_plan.Limit.IsNone)
        {
            var range = T.CreateChecked(_plan.Limit.Range);
            TensorPrimitives.Clamp(original, -range, range, original);
        }
    }

    private SolverCall CurrentCall() => !IsFinished
        ? _plan.Calls[Position]
        : throw new InvalidOperationException($"This run is finished: all {CallCount} model calls were made. Start another run.");

    private void CheckLength(int length, string parameter)
    {
        if (length != Length)
        {
            throw new ArgumentException($"Expected {Length} elements, as the run was started with; got {length}.", parameter);
        }
    }

    private void CheckFinite(ReadOnlySpan<T> values, string parameter, string what)
    {
        if (TensorPrimitives.IsFiniteAll(values))
        {
            return;
        }

        var index = 0;
        while (T.IsFinite(values[index]))
        {
            index++;
        }

        throw new ArgumentException(
            Invariant($"{what} holds {values[index]} at element {index}, model call {Position} (timestep {Timesteps[Position]}); ")
                + "only finite values can be stepped. " +
            "A half-precision model that overflows is the usual cause: run it in single precision.",
            parameter);
    }
}
