using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

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

    private protected bool SolvesSde => Algorithm is DpmSolverAlgorithm.SdeDpmSolverPlusPlus or DpmSolverAlgorithm.SdeDpmSolver;

    private protected bool PredictsOriginal => Algorithm is DpmSolverAlgorithm.DpmSolverPlusPlus or DpmSolverAlgorithm.SdeDpmSolverPlusPlus;

    private protected override double LowestLambda => LambdaMinClipped;

    /// <summary>A spread of one level holds the largest only; the run still goes down to the smallest.</summary>
    private protected override double EndOf(double[] spread, double smallest) => spread.Length > 1 ? spread[^1] : smallest;

    private protected void CheckFinalSigma()
    {
        if (!PredictsOriginal && FinalSigma == FinalSigma.Zero)
        {
            throw new ArgumentException(
                "DPM-Solver in epsilon (algorithm_type dpmsolver, sde-dpmsolver) cannot end at sigma zero, where epsilon is undefined: "
                    + "set final_sigmas_type to sigma_min, or use dpmsolver++.");
        }
    }

    /// <summary>Evenly from 1 - 1 / T to 0, the end left out, then shifted; a terminal level is not used.</summary>
    private protected override double[] FlowSigmas(FlowShift shift, int steps, double[] train)
    {
        if (SigmaSpacing != SigmaSpacing.Schedule)
        {
            throw new ArgumentException(
                $"{DisplayName}: {SigmaSpacing} spacing gives levels of a noise schedule, which flow sigmas are not; leave one of the "
                    + "two out.");
        }

        if (!PredictsOriginal)
        {
            throw new ArgumentException(
                "DPM-Solver in epsilon (algorithm_type dpmsolver, sde-dpmsolver) takes no flow sigmas: use dpmsolver++ or "
                    + "sde-dpmsolver++.");
        }

        return [.. Grid.Linspace(1, 1.0 / TrainTimesteps, steps + 1).Skip(1).Reverse().Select(alpha => shift.Apply(1 - alpha))];
    }

    /// <summary>diffusers ends at the smallest level of the noise schedule, which is none of the path's.</summary>
    private protected override double FlowEnd(double[] sigmas, double smallest) => smallest;

    private protected SolverCall Call(double timestep, NoiseLevel now) => AtLevel(timestep, now) with
    {
        Stored = PredictsOriginal ? X0 : LimitedEpsilon(now),
        DrawsNoise = SolvesSde,
    };

    private protected DpmSolverStep Solver => new(Algorithm, SolverType);
}
