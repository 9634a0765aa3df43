using DiffusionCourse.Numerics;
using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <content>The predictor UniP and the corrector UniC.</content>
public sealed partial record UniPcScheduler
{
    /// <summary>UniP-p, eq. 5 and 8: from the current level, where the corrector has left the sample, to the next.</summary>
    private Combination Predict(NoiseLevel[] levels, int index, int order)
    {
        var step = new Step(this, levels[index], levels[index + 1]);
        var r = Ratios(levels, index, order, step.H);
        var rho = order == 2 ? [0.5] : Solve(step, r, order - 1);
        var update = step.Sample * XStart + step.Value * M(0);
        for (var k = 1; k < order; k++)
        {
            update += step.Difference(rho[k - 1]) / r[k - 1] * (M(k) - M(0));
        }

        return update;
    }

    /// <summary>
    /// UniC-p, eq. 3: the step that led here, again, now with the prediction M(0) at its end; M(1) is the one at its start.
    /// </summary>
    private Combination Correct(NoiseLevel[] levels, int index, int order)
    {
        var step = new Step(this, levels[index - 1], levels[index]);
        var r = Ratios(levels, index - 1, order, step.H);
        var rho = order == 1 ? [0.5] : Solve(step, r, order);
        var update = step.Sample * XStart + step.Value * M(1);
        for (var k = 1; k < order; k++)
        {
            update += step.Difference(rho[k - 1]) / r[k - 1] * (M(k + 1) - M(1));
        }

        return update + step.Difference(rho[order - 1]) * (M(0) - M(1));
    }

    /// <summary>r_k: where earlier predictions lie, in step lengths from the step's start; the last is its end, 1.</summary>
    private static double[] Ratios(NoiseLevel[] levels, int start, int order, double h) =>
        [.. Enumerable.Range(1, order - 1).Select(k => (levels[start - k].Lambda - levels[start].Lambda) / h), 1];

    /// <summary>The first size coefficients rho of eq. 4: sum of rho_k r_k^(i-1) = phi_(i+1)(h) i! / B(h).</summary>
    private static double[] Solve(Step step, double[] ratios, int size)
    {
        var matrix = new double[size, size];
        var right = new double[size];
        var phi = step.Phi / step.Signed - 1;
        double factorial = 1;
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < size; k++)
            {
                matrix[i, k] = Math.Pow(ratios[k], i);
            }

            right[i] = phi * factorial / step.Scale;
            factorial *= i + 2;
            phi = phi / step.Signed - 1 / factorial;
        }

        return LinearSystem.Solve(matrix, right);
    }

    /// <summary>What one step needs of the exponential integrator.</summary>
    private readonly struct Step
    {
        private readonly double _factor;

        public Step(UniPcScheduler scheduler, NoiseLevel from, NoiseLevel to)
        {
            H = to.Lambda - from.Lambda;
            Signed = scheduler.PredictX0 ? -H : H;
            Phi = ExponentialMinusOne(Signed);
            Scale = scheduler.SolverType == UniPcSolverType.Bh1 ? Signed : Phi;
            _factor = scheduler.PredictX0 ? to.Alpha : to.Sigma;
            Sample = scheduler.PredictX0 ? to.Sigma / from.Sigma : to.Alpha / from.Alpha;
        }

        public double H { get; }

        public double Signed { get; }

        /// <summary>e^Signed - 1.</summary>
        public double Phi { get; }

        /// <summary>B(h).</summary>
        public double Scale { get; }

        /// <summary>Factor of the sample.</summary>
        public double Sample { get; }

        /// <summary>Factor of the prediction at the step's start.</summary>
        public double Value => -_factor * Phi;

        /// <summary>Factor of a difference whose coefficient is rho.</summary>
        public double Difference(double rho) => -_factor * Scale * rho;

        /// <summary>Accurate for small arguments too, where exp(x) - 1 would cancel.</summary>
        private static double ExponentialMinusOne(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : Math.Exp(x) - 1;
    }
}
