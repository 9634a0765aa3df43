using System.Diagnostics;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// The loop from noise to latents: scale the sample, evaluate the UNet, guide, step. One call of <see cref="MoveNext"/> is one
/// scheduler call and allocates nothing.
/// </summary>
internal sealed class DenoisingLoop : IDisposable
{
    private readonly UNetSessions _sessions;
    private readonly NoisePredictor _predictor;
    private readonly PictureRun _picture;
    private readonly RunControl _control;
    private bool _bothEvaluated;
    private long _unetTicks;
    private long _schedulerTicks;

    public DenoisingLoop(
        UNetSessions sessions, ResolvedRequest resolved, TextEmbedding text, TextEmbedding? negative, bool withPredictedOriginal,
        CancellationToken cancellation)
    {
        _sessions = sessions;
        _control = new(cancellation);
        _predictor = sessions.Rent(resolved.ShapeFor(text));
        _predictor.Begin(text, negative, _control, resolved.Plan.GuidanceScale);
        _picture = new PictureRun(resolved, _predictor.Length, withPredictedOriginal);
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

        _control.Cancellation.ThrowIfCancellationRequested();
        var start = Stopwatch.GetTimestamp();
        var input = _picture.ScaleInput();
        var scaled = Stopwatch.GetTimestamp();
        _bothEvaluated = _picture.NeedsBoth;
        _predictor.Evaluate(input, NextTimestep, _bothEvaluated);
        var evaluated = Stopwatch.GetTimestamp();
        _picture.Step(Unconditional, Conditional);
        _unetTicks += evaluated - scaled;
        _schedulerTicks += scaled - start + (Stopwatch.GetTimestamp() - evaluated);
        return true;
    }

    public void Dispose()
    {
        _sessions.Return(_predictor);
        _control.Dispose();
    }
}
