using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DDIM run backwards, from a clean sample to the noise that leads to it: Song et al. 2020 (arXiv:2010.02502), section 4.3;
/// Mokady et al. 2022 (arXiv:2211.09794), eq. 3. Its timesteps rise. One model call a step.
/// </summary>
public sealed record DdimInverseScheduler : Scheduler
{
    internal const string CatalogueName = "ddim-inverse";

    /// <summary>Whether a name is one of this scheduler's, of which there are several.</summary>
    internal static bool IsMeantBy(string name) => SchedulerCatalogue.TryFind(name)?.Name.Name == CatalogueName;

    /// <inheritdoc/>
    public override string Name => CatalogueName;

    /// <inheritdoc/>
    public override string DisplayName => "DDIM inverse";

    /// <summary>How timesteps are picked: leading (the default) or trailing.</summary>
    /// <remarks>
    /// A step goes to t - T / n, rounded down, whatever the spacing. Under trailing spacing the timesteps visited lie
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

    /// <summary>Whether the run starts from no noise at all (true, the default), or from the level of timestep 0.</summary>
    public bool SetAlphaToOne { get; init; } = true;

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    internal static DdimInverseScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "DDIMInverseScheduler");
        return new DdimInverseScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Leading),
            StepsOffset = read.StepsOffset,
            SetAlphaToOne = config.SetAlphaToOne ?? true,
            Limit = config.ClipSample ?? true ? OriginalLimit.Clamp(config.ClipSampleRange ?? 1) : OriginalLimit.None,
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        if (TimestepSpacing == TimestepSpacing.Linspace)
        {
            throw new ArgumentException("DDIM inverse has leading and trailing spacing only.");
        }

        if (request.Strength != 1)
        {
            throw new ArgumentException(
                "DDIM inverse runs from the clean sample over all steps; "
                    + Invariant($"a strength of {request.Strength} has no meaning for it."));
        }

        var alphas = NoiseSchedule.AlphasCumprod;
        var stride = TrainTimesteps / request.Steps;
        var timesteps = Grid.Timesteps(TimestepSpacing, TrainTimesteps, TrainTimesteps, request.Steps, StepsOffset, request.Steps);
        var calls = timesteps.Reverse().Select(timestep =>
        {
            int next = (int)timestep, now = Math.Min(next - stride, TrainTimesteps - 1);
            return Call(timestep, now >= 0 ? alphas[now] : SetAlphaToOne ? 1 : alphas[0], alphas[next]);
        });
        return new SamplingPlan { InitNoiseSigma = 1, Calls = [.. calls], Limit = Limit };
    }

    private SolverCall Call(double timestep, double now, double next)
    {
        var level = NoiseLevel.OfSignal(now);
        if (PredictionType == PredictionType.Sample && level.Sigma == 0)
        {
            throw new ArgumentException(
                "DDIM inverse from a clean sample (set_alpha_to_one) needs a model that predicts epsilon or v: x_0 gives no direction "
                    + "there.");
        }

        // Eq. 3 of Mokady et al.: DDIM's eq. 12 without noise, towards the noisier level.
        return At(timestep, level) with { Update = Math.Sqrt(next) * X0 + Math.Sqrt(1 - next) * Epsilon(level) };
    }
}
