using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Pseudo numerical methods on manifolds: Liu et al. 2022 (arXiv:2202.09778), eq. 9 to 13. A fourth-order linear multistep method
/// (PLMS) on epsilon, started either by its lower orders (<see cref="SkipPrkSteps"/>) or by pseudo Runge-Kutta steps. n steps make
/// n + 1 calls (1 for 1), with Runge-Kutta n + 9.
/// </summary>
/// <remarks>
/// Image-to-image follows diffusers: the list of calls is cut at its front, so the call that PLMS repeats on its second step
/// is left out.
/// </remarks>
public sealed record PndmScheduler : Scheduler
{
    private const int RungeKuttaSteps = 3;

    /// <inheritdoc/>
    public override string Name => "pndm";

    /// <inheritdoc/>
    public override string DisplayName => SkipPrkSteps ? "PLMS" : "PNDM";

    /// <summary>How timesteps are picked. Default leading.</summary>
    /// <remarks>
    /// A step goes to t - T / n, rounded down, whatever the spacing. Under trailing and linspace spacing the timesteps visited lie
    /// elsewhere unless n divides T, and more steps then make the result worse: with T = 1000 take n of 250 or 500, not 300 or 400.
    /// Leading spacing fits for every n.
    /// </remarks>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to the timesteps under leading spacing, 0 to 100,000. Default 0; Stable Diffusion states 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 100,000].</exception>
    public int StepsOffset
    {
        get;
        init => field = PropertyLimits.StepsOffset(value);
    }

    /// <summary>Whether the last step goes to no noise at all, or to the level of timestep 0 (false, the default).</summary>
    public bool SetAlphaToOne { get; init; }

    /// <summary>Whether the run starts without Runge-Kutta steps. Default false; Stable Diffusion states true.</summary>
    public bool SkipPrkSteps { get; init; }

    internal static PndmScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "PNDMScheduler");
        return new PndmScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Leading),
            StepsOffset = read.StepsOffset,
            SetAlphaToOne = config.SetAlphaToOne ?? false,
            SkipPrkSteps = config.SkipPrkSteps ?? false,
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        if (PredictionType == PredictionType.Sample)
        {
            throw new ArgumentException(
                "PNDM extrapolates epsilon or v; for a model that predicts the sample use DDIM, DPM-Solver++ or UniPC.");
        }

        var timesteps = Array.ConvertAll(
            Grid.Timesteps(TimestepSpacing, TrainTimesteps, TrainTimesteps, request.Steps, StepsOffset, request.Steps), t => (int)t);
        if (Array.FindIndex(timesteps, t => NoiseSchedule.AlphasCumprod[t] == 0) is var empty and >= 0)
        {
            throw new ArgumentException(
                $"PNDM divides by the signal, and at timestep {timesteps[empty]} this schedule has none (zero terminal SNR): use leading "
                    + "spacing with fewer steps, which does not visit it, or DDIM, Euler, DPM-Solver++ or UniPC.");
        }

        var stride = TrainTimesteps / request.Steps;
        var skipped = Skip(request);
        var calls = SkipPrkSteps
            ? new PndmCalls(this, stride).Multistep(Repeated(timesteps)[skipped..])
            : WithRungeKutta(timesteps, stride, skipped);
        return new SamplingPlan { InitNoiseSigma = 1, Calls = calls };
    }

    /// <summary>The second timestep is visited twice: first to improve the slope of the first step.</summary>
    private static int[] Repeated(int[] timesteps) =>
        timesteps.Length < 2 ? timesteps : [timesteps[0], timesteps[1], .. timesteps[1..]];

    private IReadOnlyList<SolverCall> WithRungeKutta(int[] timesteps, int stride, int skipped)
    {
        if (timesteps.Length <= RungeKuttaSteps)
        {
            throw new ArgumentException(
                $"PNDM's Runge-Kutta start takes {RungeKuttaSteps} steps, so it needs at least {RungeKuttaSteps + 1}; or set "
                    + "skip_prk_steps.");
        }

        if (skipped > 0)
        {
            throw new ArgumentException(
                "PNDM's Runge-Kutta start is defined for whole runs only: set skip_prk_steps for a strength below 1.");
        }

        var calls = new PndmCalls(this, stride);
        for (var i = 0; i < RungeKuttaSteps; i++)
        {
            calls.RungeKutta(timesteps[i], timesteps[i + 1]);
        }

        return calls.Multistep(timesteps[RungeKuttaSteps..]);
    }
}
