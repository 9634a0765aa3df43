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
                "DPM-Solver in epsilon (algorithm_type dpmsolver, sde-dpmsolver) cannot end at sigma zero, where epsilon is undefined: set final_sigmas_type to sigma_min, or use dpmsolver++.");
        }
    }

    private protected SolverCall Call(double timestep, NoiseLevel now) => At(timestep, now) with
    {
        Stored = PredictsOriginal ? X0 : LimitedEpsilon(now),
        DrawsNoise = SolvesSde,
    };

    /// <summary>
    /// The exact solution from one level to another (proposition 3.1 of DPM-Solver; for x_0, proposition 4.1 of DPM-Solver++) where
    /// the prediction is d0 at the start and changes over the step by d1, to first order, and d2, to second.
    /// </summary>
    /// <param name="x">The sample at the start.</param>
    /// <param name="from">The level at the start.</param>
    /// <param name="to">The level at the end.</param>
    /// <param name="d0">The prediction at the start.</param>
    /// <param name="d1">Its change, to first order; null for none.</param>
    /// <param name="d2">Its change, to second order; null for none. The factors are diffusers', half of the Taylor term.</param>
    private protected Combination Solve(
        Combination x, NoiseLevel from, NoiseLevel to, Combination d0, Combination? d1 = null, Combination? d2 = null)
    {
        double h = to.Lambda - from.Lambda;
        var update = Algorithm switch
        {
            DpmSolverAlgorithm.DpmSolverPlusPlus => to.Sigma / from.Sigma * x - to.Alpha * (Math.Exp(-h) - 1) * d0,
            DpmSolverAlgorithm.DpmSolver => to.Alpha / from.Alpha * x - to.Sigma * (Math.Exp(h) - 1) * d0,
            DpmSolverAlgorithm.SdeDpmSolverPlusPlus => to.Sigma / from.Sigma * Math.Exp(-h) * x + to.Alpha * (1 - Math.Exp(-2 * h)) * d0
                + to.Sigma * Math.Sqrt(1 - Math.Exp(-2 * h)) * Z,
            _ => to.Alpha / from.Alpha * x - 2 * to.Sigma * (Math.Exp(h) - 1) * d0 + to.Sigma * Math.Sqrt(Math.Exp(2 * h) - 1) * Z,
        };
        if (d1 is not null)
        {
            update += Algorithm switch
            {
                DpmSolverAlgorithm.DpmSolverPlusPlus => to.Alpha * ((Math.Exp(-h) - 1) / h + 1),
                DpmSolverAlgorithm.DpmSolver => -to.Sigma * ((Math.Exp(h) - 1) / h - 1),
                DpmSolverAlgorithm.SdeDpmSolverPlusPlus => to.Alpha * ((1 - Math.Exp(-2 * h)) / (-2 * h) + 1),
                _ => -2 * to.Sigma * ((Math.Exp(h) - 1) / h - 1),
            } * d1;
        }

        if (d2 is not null)
        {
            update += Algorithm switch
            {
                DpmSolverAlgorithm.DpmSolverPlusPlus => -to.Alpha * ((Math.Exp(-h) - 1 + h) / (h * h) - 0.5),
                DpmSolverAlgorithm.DpmSolver => -to.Sigma * ((Math.Exp(h) - 1 - h) / (h * h) - 0.5),
                DpmSolverAlgorithm.SdeDpmSolverPlusPlus => to.Alpha * ((1 - Math.Exp(-2 * h) - 2 * h) / (4 * h * h) - 0.5),
                _ => 0,
            } * d2;
        }

        return update;
    }

    /// <summary>A step of second order by its form: the slope at the middle taken as constant, or the linear term integrated.</summary>
    private protected Combination SolveSecondOrder(Combination x, NoiseLevel from, NoiseLevel to, Combination d0, Combination d1) =>
        SolverType == DpmSolverType.Midpoint ? Solve(x, from, to, d0 + 0.5 * d1) : Solve(x, from, to, d0, d1);
}
