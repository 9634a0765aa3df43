using System.Diagnostics;
using System.Numerics.Tensors;
using DiffusionCourse.Guidance;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// The loop from noise to latents: scale the sample, evaluate the UNet, guide, step. One call of <see cref="MoveNext"/> is one
/// scheduler call and allocates nothing.
/// </summary>
internal sealed class DenoisingLoop : IDisposable
{
    private readonly UNetSessions _sessions;
    private readonly NoisePredictor _predictor;
    private readonly ResolvedSettings _settings;
    private readonly TextEmbedding _text;
    private readonly SchedulerRun<float> _run;
    private readonly GuidanceRun<float> _guidance;
    private readonly GuidanceStep[] _steps;
    private readonly RunOptions _options = new();
    private readonly CancellationTokenRegistration _stop;
    private readonly CancellationToken _cancellation;
    private readonly float[] _latents;
    private readonly float[] _modelInput;
    private readonly float[] _guided;
    private readonly float[]? _predictedOriginal;
    private bool _bothEvaluated;
    private long _unetTicks;
    private long _schedulerTicks;

    public DenoisingLoop(UNetSessions sessions, ResolvedSettings settings, TextEmbedding text, TextEmbedding? negative, bool withPredictedOriginal, CancellationToken cancellation)
    {
        _sessions = sessions;
        _settings = settings;
        _text = text;
        _cancellation = cancellation;
        _predictor = sessions.Rent(settings.LatentHeight, settings.LatentWidth, text.Context, text.Width);
        _predictor.Begin(text, negative, _options, settings.GuidanceScale);
        int length = _predictor.Length;
        var noise = new GaussianNoise(settings.Request.Seed);
        _latents = new float[length];
        _run = settings.Scheduler.Start<float>(settings.Request.Steps, length, new SchedulerRunOptions { Noise = [noise], Strength = settings.Strength });
        StartingLatents.Write(settings, noise, _run, _latents);
        _guidance = settings.Guidance.Start<float>(length);
        _steps = settings.Steps;
        _modelInput = new float[length];
        _guided = new float[length];
        _predictedOriginal = withPredictedOriginal ? new float[length] : null;
        _stop = cancellation.Register(() => _options.Terminate = true);
    }

    /// <summary>Scheduler calls done.</summary>
    public int Position => _run.Position;

    /// <summary>Scheduler calls in all.</summary>
    public int CallCount => _run.CallCount;

    /// <summary>The timestep of the call that comes next.</summary>
    public double NextTimestep => _run.Timesteps[_run.Position];

    public int Evaluations => _predictor.Evaluations;

    public TimeSpan UNetTime => Stopwatch.GetElapsedTime(0, _unetTicks);

    public TimeSpan SchedulerTime => Stopwatch.GetElapsedTime(0, _schedulerTicks);

    /// <summary>x_t as it is now.</summary>
    public ReadOnlySpan<float> Latents => _latents;

    /// <summary>The last call's predicted x_0, where it was asked for.</summary>
    public ReadOnlySpan<float> PredictedOriginal => _predictedOriginal;

    /// <summary>The last call's guided prediction.</summary>
    public ReadOnlySpan<float> Guided => _guided;

    public ReadOnlySpan<float> Conditional => _predictor.Conditional;

    /// <summary>The unconditional prediction; the conditional one where guidance was off in the last call.</summary>
    public ReadOnlySpan<float> Unconditional => _bothEvaluated ? _predictor.Unconditional : _predictor.Conditional;

    /// <summary>Makes one scheduler call; false when all are done.</summary>
    public bool MoveNext()
    {
        if (_run.Position >= _run.CallCount)
        {
            return false;
        }

        _cancellation.ThrowIfCancellationRequested();
        double timestep = NextTimestep;
        long start = Stopwatch.GetTimestamp();
        _run.ScaleModelInput(_latents, _modelInput);
        long scaled = Stopwatch.GetTimestamp();
        Evaluate(timestep);
        long evaluated = Stopwatch.GetTimestamp();
        Guide();
        if (_predictedOriginal is not null)
        {
            _run.PredictOriginal(_guided, _latents, _predictedOriginal);
        }

        _run.Step(_guided, _latents);
        RefuseNonFiniteLatents();
        _unetTicks += evaluated - scaled;
        _schedulerTicks += scaled - start + (Stopwatch.GetTimestamp() - evaluated);
        return true;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _sessions.Return(_predictor, _settings.LatentHeight, _settings.LatentWidth, _text.Context, _text.Width);
        _options.Dispose();
    }

    private void Evaluate(double timestep)
    {
        try
        {
            _bothEvaluated = _settings.Guidance.IsActiveAt(_steps[_run.Position]);
            _predictor.Evaluate(_modelInput, timestep, _bothEvaluated);
        }
        catch (OperationCanceledException)
        {
            _cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    private void RefuseNonFiniteLatents()
    {
        if (!TensorPrimitives.IsFiniteAll<float>(_latents))
        {
            throw new ModelException($"The latents are not finite after call {_run.Position} of {_run.CallCount}: the scheduler's numbers ran away. Use a lower guidance scale, more steps, or another scheduler.");
        }
    }

    private void Guide()
    {
        _guidance.Apply(_steps[_run.Position], Unconditional, _predictor.Conditional, _guided);

        if (!TensorPrimitives.IsFiniteAll<float>(_guided))
        {
            throw new ModelException($"The UNet gave values that are not finite at call {_run.Position + 1} of {_run.CallCount} (timestep {NextTimestep:0.##}). A float16 export may overflow: use float32, or a lower guidance scale.");
        }
    }
}
