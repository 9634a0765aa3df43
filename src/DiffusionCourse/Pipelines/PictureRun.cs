using DiffusionCourse.Guidance;
using DiffusionCourse.Models;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// One picture on its way from noise to latents, all but the UNet: scales the sample, guides, steps. Works on the predictions that
/// it is given, whether the UNet made them for this picture alone or for several. A call allocates nothing.
/// </summary>
internal sealed class PictureRun
{
    private readonly ResolvedRequest _resolved;
    private readonly SchedulerRun<float> _run;
    private readonly GuidanceRun<float> _guidance;
    private readonly GuidanceStep[] _steps;
    private readonly float[] _latents;
    private readonly float[] _modelInput;
    private readonly float[] _guided;
    private readonly float[]? _predictedOriginal;

    public PictureRun(ResolvedRequest resolved, int length, bool withPredictedOriginal)
    {
        _resolved = resolved;
        _latents = new float[length];
        var noise = new GaussianNoise(resolved.Request.Seed);
        _run = resolved.Plan.Preview.Start(length, noise);
        StartingLatents.Write(resolved, noise, _run, _latents);
        _guidance = resolved.Plan.Guidance.Start(length);
        _steps = resolved.Plan.Steps;
        _modelInput = new float[length];
        _guided = new float[length];
        _predictedOriginal = withPredictedOriginal ? new float[length] : null;
    }

    /// <summary>Scheduler calls done.</summary>
    public int Position => _run.Position;

    /// <summary>Scheduler calls in all.</summary>
    public int CallCount => _run.CallCount;

    /// <summary>The timestep of the call that comes next.</summary>
    public double NextTimestep => _run.Timesteps[_run.Position];

    /// <summary>Whether the call that comes next needs the unconditional prediction too.</summary>
    public bool NeedsBoth => _resolved.Plan.Guidance.IsActiveAt(_steps[_run.Position]);

    /// <summary>x_t as it is now.</summary>
    public ReadOnlySpan<float> Latents => _latents;

    /// <summary>The last call's predicted x_0, where it was asked for.</summary>
    public ReadOnlySpan<float> PredictedOriginal => _predictedOriginal;

    /// <summary>The last call's guided prediction.</summary>
    public ReadOnlySpan<float> Guided => _guided;

    /// <summary>What the UNet is given at the call that comes next.</summary>
    public ReadOnlySpan<float> ScaleInput()
    {
        _run.ScaleModelInput(_latents, _modelInput);
        return _modelInput;
    }

    /// <summary>Makes one scheduler call.</summary>
    /// <param name="unconditional">The prediction for the negative prompt; any where the call does not need it.</param>
    /// <param name="conditional">The prediction for the prompt.</param>
    /// <exception cref="ModelException">A prediction, or what the scheduler made of it, is not finite.</exception>
    public void Step(ReadOnlySpan<float> unconditional, ReadOnlySpan<float> conditional)
    {
        _guidance.Apply(_steps[_run.Position], unconditional, conditional, _guided);
        if (_predictedOriginal is not null)
        {
            _run.PredictOriginal(_guided, _latents, _predictedOriginal);
        }

        try
        {
            _run.Step(_guided, _latents);
        }
        catch (ArgumentException refused)
        {
            // The buffers have the run's length, so it is a value that was refused: the model's, or what an earlier step made of it.
            var what = refused.ParamName == "modelOutput"
                ? "The UNet gave values that are not finite"
                : "The latents are not finite: the scheduler's numbers ran away";
            throw new ModelException(
                Invariant($"{what}, at call {_run.Position + 1} of {_run.CallCount} (timestep {NextTimestep:0.##}). ")
                    + "A float16 export may overflow: "
                    + "use float32, a lower guidance scale, or more steps.",
                refused);
        }
    }
}
