using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <content>The update of each order. D0, D1, D2 are the value and scaled differences of the stored predictions.</content>
public sealed partial record DpmSolverMultistepScheduler
{
    private Combination Update(NoiseLevel[] levels, int index, int order)
    {
        var now = levels[index];
        var next = levels[index + 1];
        double h = next.Lambda - now.Lambda;
        var (sample, d0, d1, d2, noise) = Algorithm switch
        {
            DpmSolverAlgorithm.DpmSolverPlusPlus => DataOde(now, next, h, order),
            DpmSolverAlgorithm.DpmSolver => NoiseOde(now, next, h, order),
            DpmSolverAlgorithm.SdeDpmSolverPlusPlus => DataSde(now, next, h, order),
            _ => NoiseSde(now, next, h, order),
        };

        // Differences in terms of the predictions m0 (this call), m1, m2.
        double[] history = order switch
        {
            1 => [d0],
            2 => Second(d0, d1, (now.Lambda - levels[index - 1].Lambda) / h),
            _ => Third(d0, d1, d2, (now.Lambda - levels[index - 1].Lambda) / h, (levels[index - 1].Lambda - levels[index - 2].Lambda) / h),
        };
        return new Combination { Sample = sample, History = history, Noise = noise };
    }

    private (double Sample, double D0, double D1, double D2, double Noise) DataOde(NoiseLevel now, NoiseLevel next, double h, int order)
    {
        double decay = Math.Exp(-h) - 1;
        double first = SolverType == DpmSolverType.Midpoint && order == 2 ? -0.5 * next.Alpha * decay : next.Alpha * ((decay / h) + 1);
        return (next.Sigma / now.Sigma, -next.Alpha * decay, first, -next.Alpha * (((decay + h) / (h * h)) - 0.5), 0);
    }

    private (double Sample, double D0, double D1, double D2, double Noise) NoiseOde(NoiseLevel now, NoiseLevel next, double h, int order)
    {
        double growth = Math.Exp(h) - 1;
        double first = SolverType == DpmSolverType.Midpoint && order == 2 ? -0.5 * next.Sigma * growth : -next.Sigma * ((growth / h) - 1);
        return (next.Alpha / now.Alpha, -next.Sigma * growth, first, -next.Sigma * (((growth - h) / (h * h)) - 0.5), 0);
    }

    private (double Sample, double D0, double D1, double D2, double Noise) DataSde(NoiseLevel now, NoiseLevel next, double h, int order)
    {
        double decay = 1 - Math.Exp(-2 * h);
        double first = SolverType == DpmSolverType.Midpoint && order == 2 ? 0.5 * next.Alpha * decay : next.Alpha * ((decay / (-2 * h)) + 1);
        double second = next.Alpha * (((decay - (2 * h)) / (4 * h * h)) - 0.5);
        return (next.Sigma / now.Sigma * Math.Exp(-h), next.Alpha * decay, first, second, next.Sigma * Math.Sqrt(decay));
    }

    private (double Sample, double D0, double D1, double D2, double Noise) NoiseSde(NoiseLevel now, NoiseLevel next, double h, int order)
    {
        double growth = Math.Exp(h) - 1;
        double first = SolverType == DpmSolverType.Midpoint && order == 2 ? -next.Sigma * growth : -2 * next.Sigma * ((growth / h) - 1);
        return (next.Alpha / now.Alpha, -2 * next.Sigma * growth, first, 0, next.Sigma * Math.Sqrt(Math.Exp(2 * h) - 1));
    }

    private static double[] Second(double d0, double d1, double r0) => [d0 + (d1 / r0), -d1 / r0];

    private static double[] Third(double d0, double d1, double d2, double r0, double r1)
    {
        // D1 = D1_0 + r0 / (r0 + r1) (D1_0 - D1_1) and D2 = (D1_0 - D1_1) / (r0 + r1), with D1_0 = (m0 - m1) / r0, D1_1 = (m1 - m2) / r1.
        double bend = ((d1 * r0) + d2) / (r0 + r1);
        double recent = (d1 + bend) / r0;
        double earlier = -bend / r1;
        return [d0 + recent, earlier - recent, -earlier];
    }
}
