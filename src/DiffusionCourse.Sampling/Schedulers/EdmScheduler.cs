using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// What samplers of models in Karras' preconditioning share: Karras et al. 2022 (arXiv:2206.00364), eq. 7 and table 1. The sample is
/// x_0 + sigma epsilon, the network F sees it scaled by c_in and is given ln(sigma) / 4 as its time, and x_0 is c_skip x + c_out F.
/// </summary>
/// <remarks>Of the noise schedule only the number of training timesteps T is used, as the most steps there can be.</remarks>
public abstract record EdmScheduler : Scheduler
{
    private readonly double _sigmaMin = 0.002;
    private readonly double _sigmaMax = 80;
    private readonly double _sigmaData = 0.5;
    private readonly double _rho = 7;

    private protected EdmScheduler()
    {
    }

    /// <summary>The smallest noise level before the end, above 0. Default 0.002.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive, finite number.</exception>
    public double SigmaMin
    {
        get => _sigmaMin;
        init => _sigmaMin = Positive(value, "smallest sigma");
    }

    /// <summary>The first noise level, above <see cref="SigmaMin"/>. Default 80.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive, finite number.</exception>
    public double SigmaMax
    {
        get => _sigmaMax;
        init => _sigmaMax = Positive(value, "largest sigma");
    }

    /// <summary>Standard deviation of the training data, above 0. Default 0.5; CosXL states 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive, finite number.</exception>
    public double SigmaData
    {
        get => _sigmaData;
        init => _sigmaData = Positive(value, "deviation of the data");
    }

    /// <summary>rho of Karras spacing, eq. 5, above 0. Default 7.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive, finite number.</exception>
    public double Rho
    {
        get => _rho;
        init => _rho = Positive(value, "rho");
    }

    /// <summary>How the levels are spread: Karras (the default) or exponential.</summary>
    public SigmaSpacing SigmaSpacing { get; init; } = SigmaSpacing.Karras;

    /// <summary>The noise level after the last step. Default zero.</summary>
    public FinalSigma FinalSigma { get; init; }

    private protected string DisplaySuffix => SigmaSpacing == SigmaSpacing.Karras ? "" : $" {SigmaSpacing}";

    /// <summary>The initial noise is scaled to the deviation of a noised sample whose data have deviation 1, as in diffusers.</summary>
    private protected double InitNoiseSigma => Math.Sqrt(SigmaMax * SigmaMax + 1);

    /// <summary>The levels of a run but for the final one.</summary>
    /// <param name="ramp">Where between the largest (0) and the smallest (1) each level of Karras spacing lies.</param>
    private protected double[] Sigmas(double[] ramp)
    {
        if (SigmaMin >= SigmaMax)
        {
            throw new ArgumentException(Invariant($"sigma_min {SigmaMin} must be below sigma_max {SigmaMax}."));
        }

        // Exponential levels rise in diffusers and are turned round, so that a single one is the smallest.
        return SigmaSpacing switch
        {
            SigmaSpacing.Karras => SigmaGrid.Karras(SigmaMax, SigmaMin, ramp, Rho),
            SigmaSpacing.Exponential => [.. Grid.Linspace(Math.Log(SigmaMin), Math.Log(SigmaMax), ramp.Length).Reverse().Select(Math.Exp)],
            _ => throw new ArgumentException($"{DisplayName} spreads its levels by Karras or exponential spacing, not {SigmaSpacing}."),
        };
    }

    /// <summary>A call at a noise level; what it does to the sample is still to be said.</summary>
    private protected SolverCall At(double sigma) => new()
    {
        Timestep = 0.25 * Math.Log(sigma),
        InputScale = 1 / Math.Sqrt(sigma * sigma + SigmaData * SigmaData),
        Level = new NoiseLevel(1, sigma),
        Original = Denoised(X, sigma),
    };

    /// <summary>c_skip x + c_out F; for v-prediction with the sign of c_out turned.</summary>
    private protected Combination Denoised(Combination x, double sigma)
    {
        double data = SigmaData * SigmaData, sum = sigma * sigma + data;
        double sign = PredictionType switch
        {
            PredictionType.Epsilon => 1,
            PredictionType.VPrediction => -1,
            _ => throw new ArgumentException(
                $"{DisplayName} takes the outputs 'epsilon' (the network F itself) and 'v_prediction', not {PredictionType}."),
        };
        return data / sum * x + sign * sigma * SigmaData / Math.Sqrt(sum) * Output;
    }

    private static double Positive(double value, string what) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The {what} must be a positive, finite number.");
}
