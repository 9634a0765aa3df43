using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Euler's method along the velocity of a flow model: x &lt;- x + (sigma_next - sigma) v, Esser et al. 2024 (arXiv:2403.03206), eq. 1
/// with section 3.1; what Stable Diffusion 3 and FLUX are sampled with. First order; exact in one step where paths are straight.
/// On the path (1 - sigma, sigma) it is the step of DDIM. One model call a step.
/// </summary>
/// <remarks>Of four steps with shift 3 the second prints itself as "t = 857.69: x &lt;- x - 0.2555 v; v = model(x)".</remarks>
public sealed record FlowMatchEulerScheduler : FlowMatchScheduler
{
    /// <inheritdoc/>
    public override string Name => "flow-euler";

    /// <inheritdoc/>
    public override string DisplayName => "Flow Euler" + (SigmaSpacing == SigmaSpacing.Schedule ? "" : $" {SigmaSpacing}");

    /// <summary>
    /// How the shifted levels are spread between the first and the last: as they are (the default), Karras, exponential or beta.
    /// </summary>
    public SigmaSpacing SigmaSpacing { get; init; }

    /// <summary>
    /// Whether each step predicts x_0 and noises it anew to the next level, in place of moving along the velocity; for models distilled to
    /// few steps. One draw a step. Default false.
    /// </summary>
    public bool StochasticSampling { get; init; }

    /// <summary>
    /// Whether levels are counted as 1 - sigma, rising to 1, for models whose time runs from noise to data. Default false.
    /// </summary>
    public bool InvertSigmas { get; init; }

    private protected override bool TakesCustomTimesteps => true;

    private protected override bool TakesCustomSigmas => true;

    internal static FlowMatchEulerScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "FlowMatchEulerDiscreteScheduler");
        return new FlowMatchEulerScheduler
        {
            NoiseSchedule = read.NoTable(),
            Shift = read.FlowShift(config.Shift),
            SigmaSpacing = read.SigmaSpacing(),
            StochasticSampling = config.StochasticSampling ?? false,
            InvertSigmas = config.InvertSigmas ?? false,
        };
    }

    internal override FlowMatchEulerScheduler WithTokens(int tokens)
        => this with { Shift = Shift.Mu is null ? Shift.ForTokens(tokens) : Shift };

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        // Custom levels and timesteps are shifted, too, as in diffusers; its timesteps are not used where both are given.
        var sigmas = Shift.Apply(
            CustomSigmas is { } levels ? [.. levels]
            : CustomTimesteps is { } timesteps ? [.. timesteps.Select(timestep => timestep / TrainTimesteps)]
            : EvenSigmas(request.Steps));
        if (SigmaSpacing != SigmaSpacing.Schedule)
        {
            sigmas = SigmaSpacing == SigmaSpacing.LogSnr
                ? throw new ArgumentException("Flow Euler has no log-SNR spacing: use Karras, exponential, beta, or the schedule's own.")
                : SigmaGrid.Spread(SigmaSpacing, sigmas[0], sigmas[^1], sigmas.Length);
        }

        double[] all = InvertSigmas ? [.. sigmas.Select(sigma => 1 - sigma), 1] : [.. sigmas, 0];
        return new SamplingPlan
        {
            Sigmas = all,
            Calls = [.. Enumerable.Range(0, request.Steps).Skip(Skip(request)).Select(i => Call(all[i], all[i + 1]))],
        };
    }

    private SolverCall Call(double sigma, double next) => At(sigma * TrainTimesteps, sigma) with
    {
        Update = StochasticSampling ? (1 - next) * X0 + next * Z : X + (next - sigma) * Output,
        DrawsNoise = StochasticSampling,
    };
}
