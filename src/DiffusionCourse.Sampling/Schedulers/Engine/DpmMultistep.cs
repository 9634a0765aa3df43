using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>
/// The multistep DPM-Solver over any noise levels: which order each step has, and its update: Lu et al. 2022 (arXiv:2211.01095),
/// algorithm 2.
/// </summary>
internal readonly record struct DpmMultistep(
    DpmSolverStep Step, int SolverOrder, bool LowerOrderFinal, bool EulerAtFinal, FinalSigma FinalSigma)
{
    /// <summary>Early steps have few predictions to extrapolate from; late ones are lowered as the options say.</summary>
    public int OrderAt(int call, int index, double[] sigmas)
    {
        var steps = sigmas.Length - 1;
        var lowered = LowerOrderFinal && steps < 15;
        if (index == steps - 1 && (EulerAtFinal || lowered || FinalSigma == FinalSigma.Zero))
        {
            return 1;
        }

        var order = Math.Min(SolverOrder, call + 1);
        return SigmaGrid.UsableOrder(index == steps - 2 && lowered ? Math.Min(order, 2) : order, index, sigmas);
    }

    /// <summary>
    /// Algorithm 2: with m the predicted x_0 at each level and h the step in lambda,
    /// x &lt;- sigma_t / sigma_s x - alpha_t (e^-h - 1) (m + D1 / 2), where D1 = (m - m[-1]) / r0.
    /// </summary>
    public Combination Update(NoiseLevel[] levels, int index, int order)
    {
        var (now, next) = (levels[index], levels[index + 1]);
        if (order == 1)
        {
            return Step.Solve(X, now, next, M(0));
        }

        var h = next.Lambda - now.Lambda;
        var r0 = (now.Lambda - levels[index - 1].Lambda) / h;
        var d1 = (M(0) - M(1)) / r0;
        if (order == 2)
        {
            return Step.SolveSecondOrder(X, now, next, M(0), d1);
        }

        var r1 = (levels[index - 1].Lambda - levels[index - 2].Lambda) / h;
        var d2 = (d1 - (M(1) - M(2)) / r1) / (r0 + r1);
        return Step.Solve(X, now, next, M(0), d1 + r0 * d2, d2);
    }
}
