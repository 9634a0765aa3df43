using DiffusionCourse.Cost;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> CurrentModels()
    {
        const string here = "13-current-models";
        yield return Meant(here, "Stable Diffusion 3", "a name");
        yield return Meant(here, "Stable Diffusion 1.5", "a name");
        yield return Meant(here, "Stable Diffusion 2;", "a name");
        yield return Meant(here, "*squares* add up to 1 (part 10)", "a definition");
        yield return Meant(here, @"add up to 1 themselves: $$x_\sigma = (1 - \sigma)\, x_0 + \sigma\, \epsilon, \qquad 0 \le \sigma \le 1$$ At $\sigma = 0$ that is the picture and at $\sigma = 1$ pure noise", "a definition");
        yield return Meant(here, "over the distance of its ends, less 1", "a definition");
        yield return Meant(here, "## Four answers, one question", "counts what follows");
        yield return Checked(here, @"divide $x$ by $\sqrt{\bar\alpha} + \sqrt{1-\bar\alpha}$ and its factors add up to 1", () =>
        {
            var process = new ForwardProcess(NoiseSchedule.ScaledLinear());
            var sum = process.SignalScale(500) + process.NoiseScale(500);
            Assert.Equal(1, process.SignalScale(500) / sum + process.NoiseScale(500) / sum, 1e-15);
        });
        yield return Meant(here, "with 4 steps, and which with 16?", "a question");
        yield return Checked(here, "And the shift of 3, which Stable Diffusion 3 states, makes things *worse* here", () =>
        {
            Assert.Equal(3, ModelArchitecture.StableDiffusion3Medium.SchedulerConfig.Shift);
            var exact = Drawn(1, 400);
            Assert.All([2, 4, 8, 16], steps => Assert.True(Apart(Drawn(3, steps), exact) > 1.2 * Apart(Drawn(1, steps), exact)));
        });
        yield return Meant(here, "the same checkerboard at three resolutions", "counts what follows");
        yield return Checked(here, @"noise over picture, $\sigma/(1-\sigma)$, must be $m$ times as large. That is the shift: it multiplies this ratio by $s$", () =>
        {
            var moved = new FlowShift { Shift = 5 }.Apply(0.3);
            Assert.Equal(5 * 0.3 / 0.7, moved / (1 - moved), 1e-12);
        });
        yield return Checked(here, "shifts by 3 at its megapixel", () => Assert.Equal((1024, 3.0), (ModelArchitecture.StableDiffusion3Medium.DefaultSize, ModelArchitecture.StableDiffusion3Medium.SchedulerConfig.Shift)));
        yield return Meant(here, "patches of 16 x 16 pixels", "two latents of eight pixels");
        yield return Meant(here, "where do most of 28 steps go?", "a question");
        yield return Meant(here, "magnify it by 4. Does shift 3 still hurt?", "a question, answered by the cell");
        yield return Meant(here, "These are the second of four steps of both", "counts what follows");
        yield return Meant(here, "one to four steps", "what the models' cards state");
        yield return Checked(here, "*MMDiT*, three text encoders | joint attention of picture and text; CLIP twice, and T5", () =>
        {
            Assert.Equal(2, ModelArchitecture.StableDiffusion3Medium.TextEncoders.Count);
            Assert.NotNull(ModelArchitecture.StableDiffusion3Medium.T5Encoder);
        });
        yield return Meant(here, "SD3: *shift 3*", "what the scheduler's configuration states");
        yield return Meant(here, "exercise 14", "a link");
        yield return Meant(here, "shrinks 32 times a side, not 8", "what the model's card states");
    }

    /// <summary>Where particles end that follow the perfect velocity on evenly spaced levels, shifted.</summary>
    private static double[] Drawn(double shift, int steps)
    {
        var scheduler = new FlowMatchEulerScheduler { Shift = new() { Shift = shift }, CustomSigmas = [.. Enumerable.Range(0, steps).Select(i => 1 - (double)i / steps)] };
        var run = scheduler.Start<double>(steps, 400);
        double[] x = new double[400], velocity = new double[400];
        new GaussianNoise(14).Fill(x.AsSpan());
        foreach (var sigma in run.Timesteps.Select(timestep => timestep / 1000))
        {
            ToyDistribution.TwoClasses.Velocity(x, 1 - sigma, sigma, null, velocity);
            run.Step(velocity, x);
        }

        return x;
    }

    private static double Apart(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Average());
}
