using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>The exact solution between two noise levels that every DPM-Solver is made of.</summary>
internal readonly record struct DpmSolverStep(DpmSolverAlgorithm Algorithm, DpmSolverType SolverType)
{
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
    public Combination Solve(
        Combination x, NoiseLevel from, NoiseLevel to, Combination d0, Combination? d1 = null, Combination? d2 = null)
    {
        var h = to.Lambda - from.Lambda;
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
    public Combination SolveSecondOrder(Combination x, NoiseLevel from, NoiseLevel to, Combination d0, Combination d1) =>
        SolverType == DpmSolverType.Midpoint ? Solve(x, from, to, d0 + 0.5 * d1) : Solve(x, from, to, d0, d1);
}
