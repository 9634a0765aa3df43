using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> Opening()
    {
        const string here = "00-from-noise-to-picture";
        yield return Checked(here, "49,152 for one of 128 by 128 pixels in three colours", () => Assert.Equal(49_152, 128 * 128 * 3));
        yield return Meant(here, "written $\\bar\\alpha$ (\"alpha-bar\"): 1 is the picture, 0 is noise", "a definition");
        yield return Checked(here, "set $w$ to 7 and to 15, let them flow and read the spread: guided particles crowd together, away from the other kind", () =>
        {
            var (plain, seven, fifteen) = (Flow(1), Flow(7), Flow(15));
            Assert.True(Deviation(seven) < Deviation(plain) && Deviation(fifteen) < Deviation(plain), $"{Deviation(plain)}, {Deviation(seven)}, {Deviation(fifteen)}");
            Assert.True(Middle(plain) < Middle(seven) && Middle(seven) < Middle(fifteen), $"{Middle(plain)}, {Middle(seven)}, {Middle(fifteen)}");
        });
        yield return Meant(here, "The particles above took sixty small steps", "the levels of the figure");
        yield return Meant(here, "Here three of the library's own run on this world. **Predict first:** with five leaps", "counts what follows");
        yield return Checked(here, "more of them come nearer. Where they are long, a scheduler that looks back at the step before (`dpm++2m`) comes nearer than Euler does from the same start", () =>
        {
            string[] names = ["ddim", "euler", "dpm++2m"];
            int[] leaps = [3, 5, 10, 25];
            Assert.All(names, name => Assert.Equal(leaps.Select(steps => Missed(name, steps)).OrderDescending(), leaps.Select(steps => Missed(name, steps))));
            Assert.All(leaps[..3], steps => Assert.True(Missed("dpm++2m", steps) < Missed("euler", steps)));
        });
        yield return Drawn(here, "a list of 2,048 numbers, the **latent**", runs =>
        {
            Assert.Equal(2048, runs.Pipeline.LatentCount);
            return Task.CompletedTask;
        });
        yield return Meant(here, "| timestep | how far on the way to noise: 0 is nearly the picture, 999 nearly noise |", "a definition");
        yield return Checked(here, @"$\sqrt{(1-\bar\alpha)/\bar\alpha}$; in flow matching the share of noise in the mixture | | SNR | signal-to-noise ratio: $\bar\alpha/(1-\bar\alpha) = 1/\sigma^2$", () =>
        {
            var schedule = NoiseSchedule.ScaledLinear();
            Assert.Equal(1 / Math.Pow(schedule.Sigmas[500], 2), schedule.SignalToNoise[500], 1e-9);
        });
    }

    /// <summary>Where particles of pure noise end that follow the guided probability-flow ODE of class 1, by Euler's method.</summary>
    private static double[] Flow(double w)
    {
        var world = ToyDistribution.TwoClasses;
        double[] x = new double[400], any = new double[400], asked = new double[400];
        new GaussianNoise(7).Fill(x.AsSpan());
        double[] sigmas = [.. Enumerable.Range(0, 201).Select(i => 3 * Math.Pow(0.01, i / 200.0))];
        x = [.. x.Select(value => value * Math.Sqrt(10))];
        for (var level = 0; level < 200; level++)
        {
            world.Epsilon(x, 1, sigmas[level], null, any);
            world.Epsilon(x, 1, sigmas[level], 1, asked);
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += (sigmas[level + 1] - sigmas[level]) * (any[i] + w * (asked[i] - any[i]));
            }
        }

        return x;
    }

    /// <summary>How far a scheduler's leaps end from where the exact curve ends that starts at the same place and noise.</summary>
    private static double Missed(string scheduler, int steps)
    {
        var (world, schedule) = (ToyDistribution.TwoClasses, NoiseSchedule.ScaledLinear());
        var run = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, scheduler).Start<double>(steps, 2);
        var alphaBar = run.Timesteps.Select(t => schedule.AlphasCumprod[(int)t]).ToArray();
        var sigma = Math.Sqrt((1 - alphaBar[0]) / alphaBar[0]);
        double[] exact = [0.33 * sigma, -0.12 * sigma], input = new double[2], epsilon = new double[2];
        // Some schedulers keep x at the picture's own size, others scale both down together.
        var size = run.InitNoiseSigma > 2 ? 1 : Math.Sqrt(alphaBar[0]);
        double[] x = [exact[0] * size, exact[1] * size];
        for (var call = 0; call < steps; call++)
        {
            run.ScaleModelInput(x, input);
            world.Epsilon(input, Math.Sqrt(alphaBar[call]), Math.Sqrt(1 - alphaBar[call]), 1, epsilon);
            run.Step(epsilon, x);
        }

        const int Small = 2000;
        for (var i = 0; i < Small; i++)
        {
            var (from, to) = (sigma * Math.Pow(0.01 / sigma, i / (double)Small), sigma * Math.Pow(0.01 / sigma, (i + 1) / (double)Small));
            world.Epsilon(exact, 1, from, 1, epsilon);
            exact = [exact[0] + (to - from) * epsilon[0], exact[1] + (to - from) * epsilon[1]];
        }

        return Math.Sqrt(Math.Pow(x[0] - exact[0], 2) + Math.Pow(x[1] - exact[1], 2));
    }

    // Class 1 lies to the right of class 0.
    private static double Middle(double[] points) => points.Where((_, i) => i % 2 == 0).Average();

    private static double Deviation(double[] points) =>
        Math.Sqrt((Spread(points.Where((_, i) => i % 2 == 0).Select(x => (float)x)) + Spread(points.Where((_, i) => i % 2 == 1).Select(y => (float)y))) / 2);
}
