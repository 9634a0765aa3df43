using System.Diagnostics;
using DiffusionCourse.Inference;
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
    private readonly PictureRun _picture;
    private readonly RunOptions _options = new();
    private readonly CancellationTokenRegistration _stop;
    private readonly CancellationToken _cancellation;
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
        _picture = new PictureRun(settings, _predictor.Length, withPredictedOriginal);
        _stop = cancellation.Register(() => _options.Terminate = true);
    }

    /// <summary>Scheduler calls done.</summary>
    public int Position => _picture.Position;

    /// <summary>Scheduler calls in all.</summary>
    public int CallCount => _picture.CallCount;

    /// <summary>The timestep of the call that comes next.</summary>
    public double NextTimestep => _picture.NextTimestep;

    public int Evaluations => _predictor.Evaluations;

    public TimeSpan UNetTime => Stopwatch.GetElapsedTime(0, _unetTicks);

    public TimeSpan SchedulerTime => Stopwatch.GetElapsedTime(0, _schedulerTicks);

    /// <summary>x_t as it is now.</summary>
    public ReadOnlySpan<float> Latents => _picture.Latents;

    /// <summary>The last call's predicted x_0, where it was asked for.</summary>
    public ReadOnlySpan<float> PredictedOriginal => _picture.PredictedOriginal;

    /// <summary>The last call's guided prediction.</summary>
    public ReadOnlySpan<float> Guided => _picture.Guided;

    public ReadOnlySpan<float> Conditional => _predictor.Conditional;

    /// <summary>The unconditional prediction; the conditional one where guidance was off in the last call.</summary>
    public ReadOnlySpan<float> Unconditional => _bothEvaluated ? _predictor.Unconditional : _predictor.Conditional;

    /// <summary>Makes one scheduler call; false when all are done.</summary>
    public bool MoveNext()
    {
        if (Position >= CallCount)
        {
            return false;
        }

        _cancellation.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        var input = _picture.ScaleInput();
        long scaled = Stopwatch.GetTimestamp();
        Evaluate(input);
        long evaluated = Stopwatch.GetTimestamp();
        _picture.Step(Unconditional, Conditional);
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

    private void Evaluate(ReadOnlySpan<float> input)
    {
        try
        {
            _bothEvaluated = _picture.NeedsBoth;
            _predictor.Evaluate(input, NextTimestep, _bothEvaluated);
        }
        catch (OperationCanceledException)
        {
            _cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }
}
