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
        yield return Checked(here, "DDIM puts picture and noise together anew, and ends on `x0`", () =>
        {
            Assert.All(Plan("ddim").SkipLast(1), step => Assert.Equal(["x0", "eps"], step.Update.Terms.Select(term => term.Symbol)));
            Assert.Equal("x0", Plan("ddim")[^1].Update.Terms.MaxBy(term => term.Factor).Symbol);
        });
        yield return Meant(here, "which of the three lines below are level", "counts the lines of the figure");
        yield return Meant(here, "doubling the steps divides the error by a fixed factor", "what a straight line on logarithmic axes is");
        yield return Meant(here, "such as DPM-Solver++ 2M", "a name");
        yield return Drawn(here, "the second-order scheduler is the nearest from 8 steps on", async runs =>
        {
            var distances = await runs.Convergence();
            Assert.All(runs.Settings.StepCount.ConvergenceSteps.Where(n => n >= 8), n => Assert.All(
                runs.Settings.StepCount.Schedulers.Skip(1), other => Assert.True(distances[("dpm++2m", n)] < distances[(other, n)], $"{other}, {n} steps")));
        });
        yield return Drawn(here, "with two or three steps no scheduler has much to work with", async runs =>
        {
            // Every one is several times as far away as with 20 steps.
            var distances = await runs.Convergence();
            Assert.All(runs.Settings.StepCount.Schedulers, name => Assert.True(distances[(name, 3)] > 4 * distances[(name, 20)], name));
        });
        yield return Drawn(here, "25 and 50 steps differ by less than 5 of 255 colour values (RMSE)", async runs =>
        {
            var request = runs.Settings.StepCount.Request;
            Assert.InRange(Rmse(await runs.Draw(request with { Steps = 25 }), await runs.Draw(request with { Steps = 50 })), 0, 5);
        });
    }

    private static IReadOnlyList<StepEquations> Plan(string name) => Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name).Preview(4).Equations;

    /// <summary>Data of one number, normally distributed with deviation 1, where the best prediction is known: at the end the deviation should be 1 again.</summary>
    private static void TrailingDdimGetsWorse()
    {
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { TimestepSpacing = "trailing" }, "ddim");
        double Error(int steps)
        {
            var run = scheduler.Start<double>(steps, 1);
            double[] sample = [1];
            while (!run.IsFinished)
            {
                // With variance 1 throughout, the expected noise in x_t is sqrt(1 - alphas cumprod) x_t.
                run.Step([Math.Sqrt(1 - scheduler.NoiseSchedule.AlphasCumprod[(int)run.Timesteps[run.Position]]) * sample[0]], sample);
            }

            return Math.Abs(sample[0] - 1);
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
        yield return Meant(here, "less than, say, a tenth of a decibel", "a rule that the reader may change");
        yield return Checked(here, "25 steps visit every second timestep of 50, which 30 steps do not", () =>
        {
            HashSet<double> fifty = Visited(50);
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
        yield return Drawn(here, "the distance with the fewest steps is more than five times as large at $w = 15$ as at $w = 1$", async runs =>
        {
            double[][] map = await Distances(runs);
            Assert.Equal((1, 15), (runs.Settings.GuidanceBySteps.Scales[0], runs.Settings.GuidanceBySteps.Scales[^1]));
            Assert.True(map[^1][0] > 5 * map[0][0], $"{map[^1][0]} against {map[0][0]}");
        });
        yield return Checked(here, "clipped at 0 or 255 is a plain measure", () => Assert.Equal(0.5, ImageMetrics.ClippedShare([0, 255, 1, 254])));
        yield return Drawn(here, "neither guidance nor steps explain half of the distance, and interaction is more than a tenth of it", async runs =>
        {
            double[][] map = await Distances(runs);
            double all = Variance(map.SelectMany(row => row)), guidance = OfRows(map) / all, steps = OfColumns(map) / all;
            Assert.True(guidance < 0.5 && steps < 0.5 && 1 - guidance - steps > 0.1, $"guidance {guidance}, steps {steps}");

            // "The clipping of this prompt follows the guidance."
            var s = runs.Settings.GuidanceBySteps;
            var grid = await runs.Grid();
            double[][] clipping = [.. s.Scales.Select((_, w) => s.Steps.Select((_, n) => ImageMetrics.ClippedShare(grid.Rows[n][w].Image.Pixels)).ToArray())];
            Assert.True(OfRows(clipping) > 4 * OfColumns(clipping), $"guidance {OfRows(clipping)}, steps {OfColumns(clipping)}");
        });
        yield return Drawn(here, "for the cat of part 4 at $w = 15$, more than three quarters of the clipped values go away between 5 and 30 steps", async runs =>
        {
            var cat = runs.Settings.GuidanceScales.Request with { GuidanceScale = 15 };
            var (few, many) = (await runs.Draw(cat with { Steps = 5 }), await runs.Draw(cat with { Steps = 30 }));
            Assert.True(ImageMetrics.ClippedShare(many.Image.Pixels) < 0.25 * ImageMetrics.ClippedShare(few.Image.Pixels));
        });
        yield return Drawn(here, "The price is steps × (1 or 2), whatever the size of $w$ above 1", OneOrTwoEvaluations);
    }

    private static async Task<double[][]> Distances(ClaimRuns runs)
    {
        var s = runs.Settings.GuidanceBySteps;
        var grid = await runs.Grid();
        return [.. s.Scales.Select((_, w) => s.Steps.Select((_, n) => Rmse(grid.Rows[n][w], grid.Rows[^1][w])).ToArray())];
    }

    private static double Rmse(GenerationResult a, GenerationResult b) => Rmse(a.Image, b.Image);

    private static double Rmse(RgbImage a, RgbImage b) => ImageMetrics.RootMeanSquaredError(a.Pixels, b.Pixels);

    private static double Variance(IEnumerable<double> values) => values.Average(value => Math.Pow(value - values.Average(), 2));

    private static double OfRows(double[][] map) => Variance(map.Select(row => row.Average()));

    private static double OfColumns(double[][] map) => Variance(map[0].Select((_, column) => map.Average(row => row[column])));

    private static void WorstScoresZero()
    {
        double[] errors = [31.4, 15.9, 2.6];
        Assert.Equal(0, errors.Min(error => 1 - (error / errors.Max())));
    }

    private static HashSet<double> Visited(int steps) => [.. Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "dpm++2m").Start<float>(steps, 1).Timesteps];
}
