using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>What the multistep and the singlestep DPM-Solver share.</summary>
public abstract record DpmSolverScheduler : LogSnrScheduler
{
    private protected DpmSolverScheduler()
    {
    }

    /// <summary>The equation solved. Default DPM-Solver++.</summary>
    public DpmSolverAlgorithm Algorithm { get; init; }

    /// <summary>The form of the higher-order steps. Default midpoint.</summary>
    public DpmSolverType SolverType { get; init; }

    /// <summary>The noise level after the last step. Default zero.</summary>
    public FinalSigma FinalSigma { get; init; }

    /// <summary>Timesteps whose lambda is below this are left out; -5.1 suits the cosine schedule. Default minus infinity.</summary>
    public double LambdaMinClipped { get; init; } = double.NegativeInfinity;

    /// <inheritdoc/>
    public override bool IsStochastic => Algorithm is DpmSolverAlgorithm.SdeDpmSolverPlusPlus or DpmSolverAlgorithm.SdeDpmSolver;

    private protected bool PredictsOriginal => Algorithm is DpmSolverAlgorithm.DpmSolverPlusPlus or DpmSolverAlgorithm.SdeDpmSolverPlusPlus;

    private protected override double LowestLambda => LambdaMinClipped;

    private protected void CheckFinalSigma()
    {
        if (!PredictsOriginal && FinalSigma == FinalSigma.Zero)
        {
            throw new ArgumentException(
                "DPM-Solver in epsilon (algorithm_type dpmsolver, sde-dpmsolver) cannot end at sigma zero, where epsilon is undefined: set final_sigmas_type to sigma_min, or use dpmsolver++.");
        }
    }

    private protected SolverCall Call(double timestep, NoiseLevel now, Combination update, bool anchor = false) => new()
    {
        Timestep = timestep,
        SignalScale = now.Alpha,
        NoiseScale = now.Sigma,
        Original = ModelPrediction.Original(PredictionType, now.Alpha, now.Sigma),
        Push = PredictsOriginal ? new Combination { Original = 1 } : EpsilonAt(now),
        Anchor = anchor ? Combination.KeepSample : null,
        Update = update,
        DrawsNoise = IsStochastic,
    };

    /// <summary>
    /// The exact solution over an interval for a prediction that is a polynomial in lambda: factors of the sample, of its value
    /// D0, slope D1 and bend D2 at the interval's start, and of noise. The D2 factor is diffusers', half of the Taylor term.
    /// </summary>
    private protected SolverWeights Weights(NoiseLevel from, NoiseLevel to)
    {
        double h = to.Lambda - from.Lambda;
        switch (Algorithm)
        {
            case DpmSolverAlgorithm.DpmSolverPlusPlus:
                double decay = Math.Exp(-h) - 1;
                return new SolverWeights(
                    to.Sigma / from.Sigma, -to.Alpha * decay, -0.5 * to.Alpha * decay, to.Alpha * ((decay / h) + 1),
                    -to.Alpha * (((decay + h) / (h * h)) - 0.5), 0);
            case DpmSolverAlgorithm.DpmSolver:
                double growth = Math.Exp(h) - 1;
                return new SolverWeights(
                    to.Alpha / from.Alpha, -to.Sigma * growth, -0.5 * to.Sigma * growth, -to.Sigma * ((growth / h) - 1),
                    -to.Sigma * (((growth - h) / (h * h)) - 0.5), 0);
            case DpmSolverAlgorithm.SdeDpmSolverPlusPlus:
                double share = 1 - Math.Exp(-2 * h);
                return new SolverWeights(
                    to.Sigma / from.Sigma * Math.Exp(-h), to.Alpha * share, 0.5 * to.Alpha * share, to.Alpha * ((share / (-2 * h)) + 1),
                    to.Alpha * (((share - (2 * h)) / (4 * h * h)) - 0.5), to.Sigma * Math.Sqrt(share));
            default:
                double rise = Math.Exp(h) - 1;
                return new SolverWeights(
                    to.Alpha / from.Alpha, -2 * to.Sigma * rise, -to.Sigma * rise, -2 * to.Sigma * ((rise / h) - 1),
                    0, to.Sigma * Math.Sqrt(Math.Exp(2 * h) - 1));
        }
    }
}
