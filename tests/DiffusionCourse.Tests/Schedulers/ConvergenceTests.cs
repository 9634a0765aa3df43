using DiffusionCourse.Schedulers;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>
/// For data from N(m, s^2) the ideal model is known, and so is the probability flow's solution: the sample stays at the same
/// number of standard deviations. Deterministic schedulers must find it, and the faster the higher their order.
/// </summary>
public sealed class ConvergenceTests(ITestOutputHelper output)
{
    private const double Mean = 0.4, Deviation = 0.6, Standard = 1.3;

    public static TheoryData<string, int, double> Bounds => new()
    {
        // Largest error allowed with the default settings for Stable Diffusion, by name and steps.
        { "ddim", 50, 0.05 }, { "ddim", 999, 0.01 },
        { "pndm", 50, 0.03 }, { "pndm", 999, 0.01 },
        { "euler", 50, 0.06 }, { "euler", 1000, 0.005 },
        { "heun", 50, 0.005 }, { "heun", 1000, 0.002 },
        { "kdpm2", 50, 0.005 }, { "kdpm2", 1000, 0.002 },
        { "lms", 50, 0.005 }, { "lms", 1000, 0.002 },
        { "dpm++2m", 50, 0.02 }, { "dpm++2m", 1000, 0.002 },
        { "dpm++2m-karras", 50, 0.01 },
        { "dpm++2s", 50, 0.05 }, { "dpm++2s", 1000, 0.002 },
        { "dpm-solver", 50, 0.02 }, { "dpm-solver", 1000, 0.002 },
        { "deis", 50, 0.02 }, { "deis", 1000, 0.002 },
        { "unipc", 50, 0.02 }, { "unipc", 1000, 0.002 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void The_analytic_solution_is_reached(string name, int steps, double bound)
    {
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name);
        var error = Error(scheduler, steps, wholeRun: true);
        output.WriteLine($"{name} {steps}: {error:g3}");
        Assert.True(error < bound, $"{name}, {steps} steps: error {error:g4}, bound {bound}");
    }

    public static TheoryData<string, double> Orders => new()
    {
        // The order that each paper states; what is measured must reach it to within a quarter. Multistep methods take their
        // first step at first order, which holds a whole run to order 2; UniPC's corrector adds one.
        { "euler", 1 }, { "heun", 2 }, { "kdpm2", 2 }, { "lms", 2 },
        { "dpm++1", 1 }, { "dpm++2m", 2 }, { "dpm++2m-heun", 2 }, { "dpm++3m", 2 }, { "dpm-solver-2", 2 },
        { "dpm++2s", 2 }, { "dpm++3s", 3 },
        { "deis-1", 1 }, { "deis-2", 2 }, { "deis-3", 2 },
        { "unipc-1", 2 }, { "unipc-2", 3 }, { "unipc-3", 3 },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_error_falls_with_the_stated_order(string name, double order)
    {
        var scheduler = Create(name);
        double coarse = Error(scheduler, 121, wholeRun: false), fine = Error(scheduler, 241, wholeRun: false);
        var measured = Math.Log2(coarse / fine);
        output.WriteLine($"{name}: {coarse:g3} -> {fine:g3}, order {measured:f2}");
        Assert.True(measured > order - 0.25, $"{name}: errors {coarse:g3} and {fine:g3}, order {measured:f2}, stated {order}");
    }

    /// <summary>Noise levels evenly in log sigma, down to the schedule's smallest: the setting in which the papers state their orders.</summary>
    private static Scheduler Create(string name)
    {
        const SigmaSpacing even = SigmaSpacing.Exponential;
        var multistep = new DpmSolverMultistepScheduler { SigmaSpacing = even, FinalSigma = FinalSigma.SigmaMin };
        var singlestep = new DpmSolverSinglestepScheduler { SigmaSpacing = even, FinalSigma = FinalSigma.SigmaMin };
        var deis = new DeisScheduler { SigmaSpacing = even };
        var unipc = new UniPcScheduler { SigmaSpacing = even, FinalSigma = FinalSigma.SigmaMin };
        return name switch
        {
            "euler" => new EulerScheduler { SigmaSpacing = even },
            "heun" => new HeunScheduler { SigmaSpacing = even },
            "kdpm2" => new Kdpm2Scheduler { SigmaSpacing = even },
            "lms" => new LmsScheduler { SigmaSpacing = even },
            "dpm++1" => multistep with { SolverOrder = 1 },
            "dpm++2m" => multistep,
            "dpm++2m-heun" => multistep with { SolverType = DpmSolverType.Heun },
            "dpm++3m" => multistep with { SolverOrder = 3 },
            "dpm-solver-2" => multistep with { Algorithm = DpmSolverAlgorithm.DpmSolver },
            "dpm++2s" => singlestep,
            "dpm++3s" => singlestep with { SolverOrder = 3 },
            "deis-1" => deis with { SolverOrder = 1 },
            "deis-2" => deis,
            "deis-3" => deis with { SolverOrder = 3 },
            "unipc-1" => unipc with { SolverOrder = 1 },
            "unipc-2" => unipc,
            "unipc-3" => unipc with { SolverOrder = 3 },
            _ => throw new ArgumentException(name),
        };
    }

    /// <summary>The distance from the analytic solution, at the end or (to leave out the jump to zero) where sigma is smallest.</summary>
    private static double Error(Scheduler scheduler, int steps, bool wholeRun)
    {
        var run = scheduler.Start<double>(steps, 1);
        var scaled = scheduler is SigmaScheduler;
        var sigma = run.CallSigmas[0];
        double[] sample = [Solution(sigma, scaled)], output = new double[1];
        var calls = wholeRun || run.Sigmas[^1] != 0 ? run.CallCount : run.CallCount - 1;
        while (run.Position < calls)
        {
            sigma = run.CallSigmas[run.Position];
            var alpha = scaled ? 1 : 1 / Math.Sqrt(sigma * sigma + 1);
            var variance = Deviation * Deviation + sigma * sigma;
            output[0] = sigma * (sample[0] / alpha - Mean) / variance;
            run.Step(output, sample);
        }

        var end = wholeRun
            ? scheduler is DdimScheduler or PndmScheduler ? Math.Sqrt((1 - scheduler.NoiseSchedule.AlphasCumprod[0]) / scheduler.NoiseSchedule.AlphasCumprod[0]) : run.Sigmas[^1]
            : run.Sigmas.Where(level => level > 0).Min();
        return Math.Abs(sample[0] - Solution(end, scaled));
    }

    private static double Solution(double sigma, bool scaled)
    {
        var sample = Mean + Standard * Math.Sqrt(Deviation * Deviation + sigma * sigma);
        return scaled ? sample : sample / Math.Sqrt(sigma * sigma + 1);
    }
}
