using DiffusionCourse.Imaging;
using DiffusionCourse.Metrics;
using DiffusionCourse.Noise;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> StepCount()
    {
        const string here = "05-step-count";
        yield return Checked(here, "a run of 20 steps visits 20 of the 1000 noise levels", () =>
        {
            double[] visited = [.. Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "dpm++2m").Start<float>(20, 1).Timesteps];
            Assert.Equal((20, 1000), (visited.Distinct().Count(), NoiseSchedule.ScaledLinear().Length));
        });
        yield return Checked(here, "a number of steps that does not divide 1000, more steps can give a *worse* picture", TrailingDdimGetsWorse);
        yield return Checked(here, "DPM-Solver++ 2M looks back, but for its first step, which has no earlier one, and its last", () =>
            Assert.Equal([false, true, true, false], Plan("dpm++2m").Select(step => step.Update.Terms.Any(term => term.Symbol == "m[-1]"))));
        yield return Checked(here, "DDIM puts picture and noise together anew, and ends nearly on `x0`: Stable Diffusion's stops at the noise of timestep 0", () =>
        {
            Assert.All(Plan("ddim"), step => Assert.Equal(["x0", "eps"], step.Update.Terms.Select(term => term.Symbol)));
            Assert.Equal(Math.Sqrt(1 - NoiseSchedule.ScaledLinear().AlphasCumprod[0]), Plan("ddim")[^1].Update.Terms[1].Factor, 1e-6);
        });
        yield return Checked(here, "With a single step DDIM and Euler ask the network at the least noisy timestep", () =>
            Assert.Equal([1.0, 0.0], ((string[])["ddim", "euler"]).Select(name => Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name).Start<float>(1, 1).Timesteps[0])));
        yield return Meant(here, "which of the three lines below are level", "counts the lines of the figure");
        yield return Meant(here, "doubling the steps divides the error by a fixed factor", "what a straight line on logarithmic axes is");
        yield return Meant(here, "such as DPM-Solver++ 2M", "a name");
        yield return Meant(here, "one step gives a cloud of the right colours, a few more give the subject", "seen in the pictures above it");
    }

    private static IReadOnlyList<StepEquations> Plan(string name) => Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name).Preview(4).Equations;

    /// <summary>Data of one number, normally distributed with deviation 0.5, where the best prediction is known: noise of deviation 1 should end at 0.5.</summary>
    private static void TrailingDdimGetsWorse()
    {
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { TimestepSpacing = "trailing" }, "ddim");
        double Error(int steps)
        {
            var run = scheduler.Start<double>(steps, 1);
            double[] sample = [1];
            while (!run.IsFinished)
            {
                var signal = scheduler.NoiseSchedule.AlphasCumprod[(int)run.Timesteps[run.Position]];
                run.Step([Math.Sqrt(1 - signal) * sample[0] / (0.25 * signal + 1 - signal)], sample);
            }

            return Math.Abs(sample[0] - 0.5);
        }

        Assert.True(Error(250) < Error(400) && Error(400) < Error(600), $"{Error(250)}, {Error(400)}, {Error(600)}");
    }

    private static IEnumerable<Claim> QualityAndSpeed()
    {
        const string here = "06-quality-and-speed";
        yield return Meant(here, "Three distances are in use", "counts the list below it");
        yield return Checked(here, "from 0 (equal) to 255", () => Assert.Equal((0.0, 255.0), (ImageMetrics.RootMeanSquaredError((byte[])[7, 7], [7, 7]), ImageMetrics.RootMeanSquaredError((byte[])[0, 0], [255, 255]))));
        yield return Checked(here, @"in decibels: $20 \log_{10}(255 / \text{RMSE})$", () => Assert.Equal(20 * Math.Log10(255 / 3.0), ImageMetrics.PeakSignalToNoiseRatio((byte[])[10, 20], [13, 17]), 1e-9));
        yield return Checked(here, "Six decibels more halve the error", () => Assert.Equal(6, 20 * Math.Log10(2), 0.05));
        yield return Checked(here, "in small windows: 1 is equal", () =>
        {
            byte[] picture = [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(i * 7))];
            Assert.Equal(1, StructuralSimilarity.Mean(picture, picture, 32, 32, 3), 1e-9);
        });
        yield return Meant(here, "All three measure **convergence**", "counts the list above it");
        yield return Checked(here, @"$1 - \text{RMSE} / \max \text{RMSE}$", WorstScoresZero);
        yield return Checked(here, "the worst run scores exactly 0", WorstScoresZero);
        yield return Meant(here, "less than, say, half a colour value (RMSE of 255)", "a rule that the reader may change");
        yield return Checked(here, "25 steps visit every second timestep of 50, which 30 steps do not", () =>
        {
            var fifty = Visited(50);
            Assert.All(Visited(25), t => Assert.Contains(t, fifty));
            Assert.Contains(Visited(30), t => !fifty.Contains(t));
        });
        yield return Meant(here, "use twice the steps as the reference", "a proposal");
        yield return Checked(here, @"$1 - \text{RMSE}/\max$ gives the worst run 0 by construction", WorstScoresZero);
    }

    private static IEnumerable<Claim> GuidanceBySteps()
    {
        const string here = "07-guidance-by-steps";
        yield return Drawn(here, "look at the way from $w = 1$ to the next scale, and then on to the last. Only the first one costs anything", OneOrTwoEvaluations);
        yield return Checked(here, "clipped at 0 or 255 is a plain measure", () => Assert.Equal(0.5, ImageMetrics.ClippedShare([0, 255, 1, 254])));
        yield return Drawn(here, "The price is steps × (1 or 2), whatever the size of $w$ above 1", OneOrTwoEvaluations);
    }

    private static double Rmse(GenerationResult a, GenerationResult b) => Rmse(a.Image, b.Image);

    private static double Rmse(RgbImage a, RgbImage b) => ImageMetrics.RootMeanSquaredError(a.Pixels, b.Pixels);

    private static void WorstScoresZero()
    {
        double[] errors = [31.4, 15.9, 2.6];
        Assert.Equal(0, errors.Min(error => 1 - error / errors.Max()));
    }

    private static HashSet<double> Visited(int steps) => [.. Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "dpm++2m").Start<float>(steps, 1).Timesteps];
}
