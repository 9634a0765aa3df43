using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Heun's method along the velocity of a flow model: Karras et al. 2022 (arXiv:2206.00364), algorithm 1, with dx / dsigma = v. Second
/// order; each step but the last calls the model twice, so n steps make 2 n - 1 calls.
/// </summary>
public sealed record FlowMatchHeunScheduler : FlowMatchScheduler
{
    /// <inheritdoc/>
    public override string Name => "flow-heun";

    /// <inheritdoc/>
    public override string DisplayName => "Flow Heun";

    /// <summary>
    /// S_churn, at least 0: noise that is added before a step, by the formula of algorithm 2 for x_0 + sigma epsilon, as diffusers has it;
    /// on a straight path it is no exact noising. Default 0, deterministic.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0, or no number.</exception>
    public double Churn
    {
        get;
        init => field = PropertyLimits.Churn(value);
    }

    /// <summary>S_tmin: churn only at sigma of at least this. Default 0.</summary>
    public double ChurnFrom { get; init; }

    /// <summary>S_tmax: churn only at sigma of at most this. Default infinite.</summary>
    public double ChurnTo { get; init; } = double.PositiveInfinity;

    /// <summary>S_noise: factor on the added noise. Default 1.</summary>
    public double ChurnNoise { get; init; } = 1;

    internal static FlowMatchHeunScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "FlowMatchHeunDiscreteScheduler");
        return new FlowMatchHeunScheduler
        {
            NoiseSchedule = read.NoTable(),
            Shift = read.FlowShift(config.Shift, terminal: false),
        };
    }

    internal override FlowMatchHeunScheduler WithTokens(int tokens)
        => this with { Shift = Shift.Mu is null ? Shift.ForTokens(tokens) : Shift };

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var steps = request.Steps;
        double[] sigmas = [.. Shift.Apply(EvenSigmas(steps)), 0];
        var calls = new List<SolverCall>();
        for (var i = Skip(request); i < steps; i++)
        {
            double sigma = sigmas[i], next = sigmas[i + 1];
            var gamma = sigma >= ChurnFrom && sigma <= ChurnTo ? Math.Min(Churn / (2 * steps - 1), Math.Sqrt(2) - 1) : 0;
            var raised = sigma * (1 + gamma);
            var noised = X + ChurnNoise * Math.Sqrt(raised * raised - sigma * sigma) * Z;

            // Lines 4 and 5: an Euler step; x_0 = x - sigma v is that of the sample before the noise.
            var slope = sigma / raised * Output;
            var predicted = At(sigma * TrainTimesteps, sigma) with { Update = noised + (next - raised) * slope, DrawsNoise = gamma > 0 };
            if (i + 1 == steps)
            {
                calls.Add(predicted);
                continue;
            }

            // Lines 7 and 8: the step again from where it started, with the mean of both slopes.
            calls.Add(predicted with { Stored = slope, Start = noised });
            calls.Add(At(next * TrainTimesteps, next) with
            {
                Stored = Output,
                Update = XStart + (next - raised) * (0.5 * M(1) + 0.5 * M(0)),
                DrawsNoise = gamma > 0,
            });
        }

        return new SamplingPlan { Sigmas = Doubled(sigmas), Calls = calls };
    }
}
