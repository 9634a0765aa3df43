using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// A linear multistep method on the probability-flow ODE: Adams-Bashforth with uneven steps, the slopes' Lagrange polynomial
/// integrated exactly over sigma; from k-diffusion (Crowson 2022). One model call a step.
/// </summary>
/// <remarks>
/// Image-to-image follows diffusers: the first calls take the full-order coefficients although earlier slopes are missing.
/// </remarks>
public sealed record LmsScheduler : SigmaScheduler
{
    private readonly int _order = 4;

    /// <inheritdoc/>
    public override string Name => "lms" + NameSuffix;

    /// <inheritdoc/>
    public override string DisplayName => "LMS" + DisplaySuffix;

    /// <summary>How many slopes are used, 1 to 4. Default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in 1 to 4.</exception>
    public int Order
    {
        get => _order;
        init => _order = value is >= 1 and <= 4 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "The order of LMS must be 1 to 4.");
    }

    internal static LmsScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "LMSDiscreteScheduler");
        return new LmsScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
            SigmaSpacing = read.SigmaSpacing(),
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var (timesteps, sigmas) = Levels(request.Steps);
        var skipped = Skip(request);
        var calls = Enumerable.Range(skipped, request.Steps - skipped).Select(i => At(timesteps[i], sigmas[i]) with
        {
            Stored = Slope(sigmas[i]),
            Update = Coefficients(sigmas, i).Take(i - skipped + 1).Index().Aggregate(X, (sum, slope) => sum + slope.Item * M(slope.Index)),
        });
        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = InitNoiseSigma(sigmas), Calls = [.. calls] };
    }

    /// <summary>Integrals of the Lagrange polynomials through the last levels, from this level to the next.</summary>
    private IEnumerable<double> Coefficients(double[] sigmas, int index)
    {
        var used = Math.Min(index + 1, Order);
        return Enumerable.Range(0, used).Select(node =>
        {
            // The polynomial's coefficients, in powers of sigma measured from this level.
            double[] polynomial = [1];
            var own = sigmas[index - node] - sigmas[index];
            foreach (var other in Enumerable.Range(0, used).Where(other => other != node))
            {
                var root = sigmas[index - other] - sigmas[index];
                polynomial = Multiply(polynomial, -root / (own - root), 1 / (own - root));
            }

            var to = sigmas[index + 1] - sigmas[index];
            return polynomial.Select((coefficient, power) => coefficient * Math.Pow(to, power + 1) / (power + 1)).Sum();
        });
    }

    private static double[] Multiply(double[] polynomial, double constant, double linear)
    {
        var product = new double[polynomial.Length + 1];
        for (var i = 0; i < polynomial.Length; i++)
        {
            product[i] += polynomial[i] * constant;
            product[i + 1] += polynomial[i] * linear;
        }

        return product;
    }
}
