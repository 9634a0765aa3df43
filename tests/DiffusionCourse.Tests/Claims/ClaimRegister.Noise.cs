using DiffusionCourse.Imaging;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> Denoising()
    {
        const string here = "09-denoising";
        yield return Meant(here, "after half of the steps, which of them shows the subject", "a question");
        yield return Meant(here, "The third picture below", "names a row");
        yield return Drawn(here, "the guess after half of the steps is nearer to the last picture than the noisy latents are", async runs =>
        {
            var steps = await runs.Steps(runs.Settings.Denoising.Request);
            var (half, last) = (steps[steps.Count / 2 - 1], steps[^1].DecodeLatents());
            Assert.True(Rmse(half.DecodePrediction(), last) < Rmse(half.DecodeLatents(), last));
            Assert.InRange(Rmse(steps[^1].DecodePrediction(), last), 0, 5);
        });
        yield return Checked(here, "one decoding costs 3.1 times as much as one evaluation of the UNet", DecodingRatio);
        yield return Checked(here, "40 ms for the UNet and 30 ms for the decoder on the same card, cannot both be right unless the card works four times as hard on one of them", () =>
        {
            // Operations a millisecond: 3.1 / 30 against 1 / 40.
            var cost = DiffusionCourse.Cost.ModelArchitecture.StableDiffusion15.Count(512, 512);
            Assert.Equal(4, cost.VaeDecoder.GMac / 30 / (cost.UNet.GMac / 40), 0.3);
        });
        yield return Meant(here, "every fifth step, or a small decoder", "a proposal");
        yield return Checked(here, "the picture shrunk to an eighth", () => Assert.Contains("image.Resize(image.Width / 8, image.Height / 8", ProseNumbers.Code(here), StringComparison.Ordinal));
        yield return Meant(here, "divided by its own first value, so that both begin at 1", "how the figure is made");
        yield return Meant(here, "each has lost half of its error", "how the subtitle is computed");
        yield return Checked(here, "In a space of hundreds or thousands of dimensions two random directions are nearly at 90°", () =>
        {
            var (a, b) = (new float[1024], new float[1024]);
            new GaussianNoise(1).Fill(a.AsSpan());
            new GaussianNoise(2).Fill(b.AsSpan());
            Assert.Equal(90, Angle(a, b), 5.0);
        });
        yield return Meant(here, "below 90°, guidance keeps its course; near 90°, it has forgotten", "how to read an angle");
        yield return Meant(here, "at 90°, guidance turns the prediction without making it longer. Away from 90° it also lengthens or shortens it", "geometry");
        yield return Drawn(here, "the angle to the step before is below 90° for more than half of them", async runs =>
        {
            var steps = await runs.Steps(runs.Settings.Denoising.Request);
            float[][] pulls = [.. steps.Select(s => s.Conditional.Zip(s.Unconditional, (c, u) => c - u).ToArray())];
            var kept = Enumerable.Range(1, pulls.Length - 1).Count(i => Angle(pulls[i], pulls[i - 1]) < 90);
            Assert.True(2 * kept > pulls.Length - 1, $"{kept} of {pulls.Length - 1}");
        });
    }

    private static IEnumerable<Claim> Mathematics()
    {
        const string here = "10-the-mathematics";
        yield return Checked(here, @"$\bar\alpha_t$ falls from nearly 1 to nearly 0", () =>
        {
            var alphas = NoiseSchedule.ScaledLinear().AlphasCumprod;
            Assert.InRange(alphas[0], 0.99, 1);
            Assert.InRange(alphas[^1], 0, 0.01);
        });
        yield return Checked(here, "zero, or a rounding in the last digits of a 32-bit number", () =>
        {
            float[] x0 = [0.3f, -0.9f, 1], noise = [1.5f, -0.2f, 0.7f], mixed = new float[3];
            new ForwardProcess(NoiseSchedule.ScaledLinear()).AddNoise<float>(x0, noise, 500, mixed);
            var a = NoiseSchedule.ScaledLinear().AlphasCumprod[500];
            Assert.All(mixed.Select((x, i) => x - (Math.Sqrt(a) * x0[i] + Math.Sqrt(1 - a) * noise[i])), gap => Assert.InRange(Math.Abs(gap), 0, 3e-7));
        });
        yield return Checked(here, "some of the thousand timesteps", () => Assert.Equal(1000, NoiseSchedule.ScaledLinear().Length));
        yield return Checked(here, "And is $t = 999$, where training ends, pure noise", () => Assert.Equal(999, NoiseSchedule.ScaledLinear().Length - 1));
        yield return Checked(here, @"$\sqrt{\bar\alpha_t}$ and $\sqrt{1-\bar\alpha_t}$ are amplitudes, and do not add up to 1. Their *squares* are powers (variances), and do", () =>
        {
            var a = NoiseSchedule.ScaledLinear().AlphasCumprod[500];
            Assert.True(Math.Sqrt(a) + Math.Sqrt(1 - a) > 1.3);
        });
        yield return Meant(here, "only if the picture itself has variance 1", "a condition");
        yield return Meant(here, "as Stable Diffusion's latents nearly have", "what its scaling factor is for: Rombach et al. 2022, appendix G");
        yield return Meant(here, @"$\bar\alpha_t v / (\bar\alpha_t v + 1 - \bar\alpha_t)$", "a formula; the table shows it beside what was measured");
        yield return Checked(here, "the board's values lie between −1 and 1", () => Assert.All(Board(), value => Assert.InRange(value, -1, 1)));
        yield return Checked(here, @"less than $\bar\alpha_t$, since the board's variance is below 1, and what the formula says up to the error of a sample", () =>
        {
            Assert.InRange(Spread(Board()), 0.01, 0.99);
            float[] board = [.. Enumerable.Repeat(Board(), 500).SelectMany(values => values)];
            Assert.All((int[])[200, 500, 999], t => Assert.Equal(Share(board, t), MeasuredShare(board, seed: 3, t), 0.05));
        });
        yield return Checked(here, @"And at $t = 999$ the table says $\sqrt{\bar\alpha} = 0.068$, not 0: Stable Diffusion's schedule ends with nearly 7 per cent of the picture's amplitude left", LastFactor);
        yield return Drawn(here, "Stable Diffusion's latents a variance of about 1, those of the embedded model one of about 0.09: every timestep then has a signal-to-noise ratio eleven times lower", LatentVariance);
        yield return Drawn(here, @"less than $\bar\alpha_t$ again, and what the formula says", async runs =>
        {
            float[] latents = [.. (await runs.Draw(runs.Settings.Noise.Request)).Latents];
            Assert.All(runs.Settings.Noise.Timesteps, t => Assert.Equal(Share(latents, t), MeasuredShare(latents, runs.Settings.Noise.NoiseSeed, t), 0.05));
        });
        yield return Drawn(here, @"Had the noise been the one that drew the picture, the table would claim several times as much at the late timesteps", async runs =>
        {
            var settings = runs.Settings.Noise;
            float[] latents = [.. (await runs.Draw(settings.Request)).Latents];
            Assert.NotEqual(settings.Request.Seed, settings.NoiseSeed);
            Assert.All(settings.Timesteps.Where(t => t >= 750), t => Assert.True(MeasuredShare(latents, settings.Request.Seed, t) > 2 * Share(latents, t)));
        });
        yield return Checked(here, "(Programs count timesteps from 0, so `AlphasCumprod[t]` is what is left after `t + 1` links.)", () =>
        {
            var schedule = NoiseSchedule.ScaledLinear();
            Assert.Equal(schedule.AlphasCumprod[300], schedule.Betas.Take(301).Aggregate(1.0, (product, beta) => product * (1 - beta)), 1e-12);
        });
        yield return Meant(here, "(Ho et al. 2020, eq. 6 and 7)", "equations of the paper");
        yield return Meant(here, @"so all links up to $t$ are worth one leap. With $\alpha_t = 1 - \beta_t$", "a definition");
        yield return Meant(here, @"$p_\theta(x_{t-1} \mid x_t) = q(x_{t-1} \mid x_t, \hat x_0)$", "a definition");
        yield return Meant(here, @"$v = \sqrt{\bar\alpha_t}\,\epsilon - \sqrt{1-\bar\alpha_t}\,x_0$", "a definition");
        yield return Meant(here, @"$\sigma = \sqrt{(1-\bar\alpha)/\bar\alpha}$", "a definition");
        yield return Meant(here, "(eq. 1; Ho et al. write the same mean by $\\hat\\epsilon$, eq. 11)", "equations of the paper");
        yield return Checked(here, "the same three factors. A thousand such links", () =>
        {
            var schedule = NoiseSchedule.ScaledLinear();
            var step = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { StepsOffset = 0 }, "ddpm").Preview(schedule.Length).Equations.First(one => one.Timestep == 500);
            var (beta, here, below) = (schedule.Betas[500], schedule.AlphasCumprod[500], schedule.AlphasCumprod[499]);
            Assert.Equal(["x0", "x", "z"], step.Update.Terms.Select(term => term.Symbol).Order(Comparer<string>.Create((one, other) => Place(one).CompareTo(Place(other)))));
            double Factor(string symbol) => step.Update.Terms.Single(term => term.Symbol == symbol).Factor;
            Assert.Equal(Math.Sqrt(below) * beta / (1 - here), Factor("x0"), 1e-9);
            Assert.Equal(Math.Sqrt(1 - beta) * (1 - below) / (1 - here), Factor("x"), 1e-9);
            Assert.Equal(Math.Sqrt((1 - below) / (1 - here) * beta), Factor("z"), 1e-9);
            static int Place(string symbol) => Array.IndexOf(["x0", "x", "z"], symbol);
        });
        yield return Checked(here, "Stable Diffusion 2 and many distilled models predict neither noise nor picture but *v*", VelocityIsInvertible);
        yield return Checked(here, @"says nothing about the picture where $\bar\alpha_t = 0$", VelocityIsInvertible);
        yield return Checked(here, @"And at $\bar\alpha_t = 0$, $v = -x_0$", VelocityIsInvertible);
        yield return Meant(here, "the three that the figure names first", "names curves of the figure");
        yield return Meant(here, "the same step by DDIM, by Euler and by DPM-Solver++ 2M", "a name");
        yield return Checked(here, @"in the first row; compare its numbers with $\sqrt{\bar\alpha_{\text{prev}}}$ and $\sqrt{1-\bar\alpha_{\text{prev}}}$", () =>
        {
            var step = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "ddim").Preview(20).Equations[10];
            var next = NoiseSchedule.ScaledLinear().AlphasCumprod[(int)step.Timestep - 1000 / 20];
            Assert.Equal(["x0", "eps"], step.Update.Terms.Select(term => term.Symbol));
            Assert.Equal(Math.Sqrt(next), step.Update.Terms[0].Factor, 1e-12);
            Assert.Equal(Math.Sqrt(1 - next), step.Update.Terms[1].Factor, 1e-12);
        });
        yield return Checked(here, "DPM-Solver++ 2M (Lu et al. 2022, algorithm 2) stores each predicted picture as `m` and draws a line through the last two", () =>
        {
            var step = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "dpm++2m").Preview(20).Equations[10];
            Assert.Equal(["x", "m", "m[-1]"], step.Update.Terms.Select(term => term.Symbol));
            Assert.Equal("m = x0", step.Lines[1].ToString());
        });
        yield return Checked(here, "of the three, cosine: half of the power is left at $t = 495$, where scaled linear has half left at 353 and linear at 258", () =>
            Assert.Equal((495, 353, 258), (HalfPower(NoiseSchedule.Cosine()), HalfPower(NoiseSchedule.ScaledLinear()), HalfPower(NoiseSchedule.Linear()))));
        yield return Meant(here, "everything below 0.05 looks like zero", "a remark on the drawing");
        yield return Meant(here, "between an SNR of 0.1 and 10", "the definition of the region");
        yield return Checked(here, "615 timesteps against 392. Against the one that Stable Diffusion uses it hardly does: 615 against 599", MiddleCounts);
        yield return Checked(here, @"which clips $\bar\alpha$ at $10^{-5}$ where the paper clips $\beta$ at 0.999. The counts hardly notice; the last timestep does", () =>
        {
            var (paper, clipped) = (NoiseSchedule.Cosine(), NoiseSchedule.ClippedCosine());
            Assert.Equal(0.999, paper.Betas[^1], 1e-9);
            Assert.Equal(1e-5, clipped.AlphasCumprod[^1], 1e-9);
            Assert.InRange(Math.Abs(paper.CountByRegion().Middle - clipped.CountByRegion().Middle), 0, 2);
            Assert.True(clipped.AlphasCumprod[^1] > 100 * paper.AlphasCumprod[^1]);
        });
        yield return Meant(here, "the library computes in 32-bit numbers, we did in 64", "the types of the cell");
        yield return Checked(here, "their squares add up to 1", () =>
        {
            var a = NoiseSchedule.ScaledLinear().AlphasCumprod[500];
            Assert.Equal(1, Math.Pow(Math.Sqrt(a), 2) + Math.Pow(Math.Sqrt(1 - a), 2), 1e-12);
        });
        yield return Checked(here, @"\sqrt{1-\bar\alpha_t}\,\epsilon$: the factors are amplitudes", LastFactor);
        yield return Checked(here, "not pure noise: 0.068 of the picture's amplitude is left", LastFactor);
    }

    private static void MiddleCounts() => Assert.Equal((615, 392, 599),
        (NoiseSchedule.Cosine().CountByRegion().Middle, NoiseSchedule.Linear().CountByRegion().Middle, NoiseSchedule.ScaledLinear().CountByRegion().Middle));

    /// <summary>The last timestep at which half of the power or more is left.</summary>
    private static int HalfPower(NoiseSchedule schedule) => schedule.AlphasCumprod.TakeWhile(a => a >= 0.5).Count() - 1;

    /// <summary>The squared correlation of the noised latents with the latents.</summary>
    private static double MeasuredShare(float[] latents, ulong seed, int timestep)
    {
        var (noise, noised) = (new float[latents.Length], new float[latents.Length]);
        new GaussianNoise(seed).Fill(noise.AsSpan());
        new ForwardProcess(NoiseSchedule.ScaledLinear()).AddNoise<float>(latents, noise, timestep, noised);
        double both = noised.Zip(latents, (x, y) => (x - noised.Average()) * (y - latents.Average())).Average();
        return both * both / (Spread(noised) * Spread(latents));
    }

    // Of x_t's variance, what x_0 has part in.
    private static double Share(float[] x0, int timestep)
    {
        var (a, v) = (NoiseSchedule.ScaledLinear().AlphasCumprod[timestep], Spread(x0));
        return a * v / (a * v + 1 - a);
    }

    private static void VelocityIsInvertible()
    {
        var process = new ForwardProcess(NoiseSchedule.ScaledLinear().RescaleToZeroTerminalSnr());
        double[] x0 = [0.4], noise = [-1.1], sample = [0], v = [0], back = [0];
        foreach (var t in (int[])[500, 999])
        {
            process.AddNoise<double>(x0, noise, t, sample);
            process.Velocity<double>(x0, noise, t, v);
            process.OriginalFromVelocity<double>(sample, v, t, back);
            Assert.Equal(x0[0], back[0], 1e-9);
        }

        Assert.Equal(-x0[0], v[0], 1e-9);
    }

    private static float[] Board() => new RgbImage(2, 1, [255, 140, 0, 0, 90, 220]).ToModelInput();

    private static double Spread(IEnumerable<float> values) => values.Average(value => Math.Pow(value - values.Average(), 2));

    private static async Task LatentVariance(ClaimRuns runs)
    {
        var latents = (await runs.Draw(runs.Settings.Noise.Request)).Latents;
        Assert.InRange(Spread(latents), 0.05, 0.15);
    }

    private static double Angle(IReadOnlyList<float> a, IReadOnlyList<float> b) =>
        Math.Acos(a.Zip(b, (x, y) => (double)x * y).Sum() / (Length(a) * Length(b))) * 180 / Math.PI;
}
