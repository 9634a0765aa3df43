using System.Text.RegularExpressions;
using DiffusionCourse.Guidance;
using DiffusionCourse.Imaging;
using DiffusionCourse.Metrics;
using DiffusionCourse.Models;
using DiffusionCourse.Noise;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> Setup()
    {
        const string first = "01-setup", second = "02-loading";
        var prompts = ModelFolder.Open("emoji-128").Prompts;
        yield return Meant(first, "three rows of the table in it matter", "counts the list below it");
        yield return Checked(first, "trained on 219 emoji drawings in three styles", () => Assert.Equal((219, 3), (prompts.Concepts.Count, prompts.Styles.Count)));
        yield return Checked(first, @"$\sqrt{\bar\alpha_{999}}$, the factor in front of the picture, and it is about 0.068", LastFactor);
        yield return Checked(second, "you know the four parts of a latent diffusion model", () => Assert.All(["tokenizer", "text_encoder", "unet", "vae_decoder"], part => Assert.True(Directory.Exists(Path.Combine(ModelFolder.Open("emoji-128").FullPath, part)))));
        yield return Meant(second, "Four parts in a folder", "counts the list below it");
        yield return Meant(second, "which of the four parts takes most", "a question");
        yield return Checked(second, "takes nearly all of the time, because it ran once or twice for each step", NearlyAllIsUNet);
        yield return Drawn(second, "the UNet is called once or twice a step", OneOrTwoEvaluations);
    }

    private static IEnumerable<Claim> GuidanceMathematics()
    {
        const string here = "03-guidance-mathematics";
        yield return Drawn(here, "the UNet can be asked twice: once with the prompt", OneOrTwoEvaluations);
        yield return Meant(here, "what one of $10^{-15}$", "a question");
        yield return Checked(here, @"Ho and Salimans write $(1 + w')\,\epsilon_c - w'\,\epsilon_u$, so their $w'$ is our $w - 1$", () =>
        {
            // u + w (c - u) = (1 + w') c - w' u for w' = w - 1.
            foreach (var w in (double[])[1, 2.5, 7.5])
            {
                double[] guided = [0];
                ClassifierFreeGuidance.Combine<double>([0.3], [-1.2], w, guided);
                Assert.Equal(w * -1.2 - (w - 1) * 0.3, guided[0], 1e-12);
            }
        });
        yield return Drawn(here, "$w = 1$ means *no guidance*", OneIsConditional);
        yield return Checked(here, "deviates from the unconditional one by 0.8 at most, noise apart", () => Assert.Equal(0.8, Enumerable.Range(0, 100_000).Max(i => Math.Abs(0.8 * Math.Sin(2 * i * 1e-4))), 1e-6));
        yield return Meant(here, "How far does the guided one go at $w = 15$", "a question");
        yield return Drawn(here, "the pull grows with $w$, though not in proportion: on the embedded model ten times the scale, 15 against 1.5, gives less than ten times the pull on average over the run", async runs =>
        {
            double[] means = [.. await Task.WhenAll(runs.Settings.GuidanceMathematics.MeasuredScales.Select(async w => (await Pull(runs, w)).Average()))];
            Assert.Equal((1.5, 15), (runs.Settings.GuidanceMathematics.MeasuredScales[0], runs.Settings.GuidanceMathematics.MeasuredScales[^1]));
            Assert.Equal(means.Order(), means);
            Assert.True(means[^1] < 10 * means[0]);
        });
        yield return Drawn(here, "As long as the prediction itself it is at $w = 15$ alone, near the end of the run", async runs =>
        {
            var pulls = await Task.WhenAll(runs.Settings.GuidanceMathematics.MeasuredScales.Select(w => Pull(runs, w)));
            Assert.All(pulls.SkipLast(1), pull => Assert.True(pull.Max() < 1));
            var first = Array.FindIndex(pulls[^1], length => length >= 1);
            Assert.True(first > 0.7 * pulls[^1].Length, $"{first} of {pulls[^1].Length}");
        });
        yield return Drawn(here, "at $w = 7.5$ the strongest pull is about four times the weakest", async runs =>
        {
            var pull = await Pull(runs, 7.5);
            Assert.InRange(pull.Max() / pull.Min(), 3.5, 4.5);
        });
        yield return Drawn(here, "each step without it costs half.", OneOrTwoEvaluations);
        yield return Checked(here, @"| 0 | in the formula: the prompt is ignored, $\hat\epsilon = \epsilon_u$ |", () =>
        {
            double[] guided = [0];
            ClassifierFreeGuidance.Combine<double>([0.3], [-1.2], 0, guided);
            Assert.Equal(0.3, guided[0]);
        });
        yield return Meant(here, "| above 0, below 1 |", "a range of the formula");
        yield return Drawn(here, "| 1 | the plain conditional prediction: guidance is off | 1 |", OneIsConditional);
        yield return Checked(here, "| above 1, below 3 | a gentle push: varied pictures, some of them wrong | 2 |", () => Assert.True(CardByGuidance(1)[2] < CardByGuidance(1)[3]));
        yield return Drawn(here, "by convention any $w$ up to 1 means *off*, and gives what $w = 1$ gives", async runs =>
        {
            var request = runs.Settings.GuidanceMathematics.Request with { Steps = 2 };
            var off = await runs.Draw(request with { GuidanceScale = 1 });
            Assert.All(await Task.WhenAll(runs.Draw(request with { GuidanceScale = 0 }), runs.Draw(request with { GuidanceScale = 0.5 })), other => Assert.Equal(off.Image, other.Image));
        });
        yield return Checked(here, "| 3 to 7.5 | the prompt is followed: the embedded model is right most often here, Stable Diffusion is usually run at 7.5 | 2 |", () =>
        {
            var right = CardByGuidance(1);
            var best = right.Where(row => row.Key is >= 3 and <= 7.5).Min(row => row.Value);
            Assert.All(right.Where(row => row.Key is < 3 or > 7.5), row => Assert.True(row.Value < best));
            Assert.Equal(7.5, new ModelPrompts().DefaultGuidanceScale);
        });
        yield return Drawn(here, "| 7.5 to 15 | contrast grows and colours begin to clip (part 4) | 2 | | 15 and more | far outside of what was trained on: burnt colours, hard edges | 2 |", MoreClipping);
        yield return Drawn(here, @"At exactly $w = 1$ the formula gives $\hat\epsilon = \epsilon_c$", OneIsConditional);
        yield return Drawn(here, "a higher $w$ costs twice the time", OneOrTwoEvaluations);
        yield return Drawn(here, "the count doubles when guidance is *switched on*", OneOrTwoEvaluations);
        yield return Meant(here, "on few cores the library may run the two halves at the same time", "how the arrangement is made");
        yield return Drawn(here, "predict twice, guide, and take a step", OneOrTwoEvaluations);
        yield return Drawn(here, "$w = 1$ is no guidance and half the work", OneOrTwoEvaluations);
    }

    private static IEnumerable<Claim> GuidanceScale()
    {
        const string here = "04-guidance-scale";
        yield return Checked(here, "without guidance ($w = 1$) a run draws from all that the network has learnt to go with the prompt, and is wrong more often: of 256 test pictures of the embedded model, 69.9 per cent have subject, style and ground right at $w = 1$, and 94.9 at $w = 3$", () =>
        {
            Assert.Contains("256 held-out combinations", Card, StringComparison.Ordinal);
            Assert.Equal((69.9, 94.9), (CardByGuidance(1)[1], CardByGuidance(1)[3]));
        });
        yield return Checked(here, "In the second half of its training thirteen in a hundred of the full captions were wrong in one attribute", () =>
            Assert.Contains("wrong in one attribute in 12.8 % of cases", Card, StringComparison.Ordinal));
        yield return Checked(here, "at $w = 15$ sixteen times as many pixels are clipped as at $w = 1$, and 83.6 per cent are right", () =>
            Assert.Equal((16, 83.6), (Math.Floor(CardByGuidance(7)[15] / CardByGuidance(7)[1]), CardByGuidance(1)[15])));
        yield return Drawn(here, "The fastest is $w = 1$, with one evaluation a step", OneOrTwoEvaluations);
        yield return Meant(here, "Look for three things", "counts what follows");
        yield return Checked(here, "hit the end of their range, 0 or 255", () => Assert.Equal((1.0, 0.0), (ImageMetrics.ClippedShare([0, 255, 0]), ImageMetrics.ClippedShare([1, 254, 128]))));
        yield return Meant(here, "more than 5 in 100 colour values are clipped", "a limit that the reader may change");
        yield return Meant(here, "The unconditional half need not be empty", "one of two predictions");
        yield return Checked(here, "of 48 cats at $w = 5$ the negative prompt *flat style* leaves none of 18 flat ones, *glossy style* 4 of 25, *stencil style* none of 5 (model card)", () =>
        {
            Assert.Contains("48 seeds, guidance 5", Card, StringComparison.Ordinal);
            Assert.Contains("| (none) | 18 | 25 | 5 | 48 |", Card, StringComparison.Ordinal);
            Assert.Contains("| flat style | 0 | 27 | 21 |", Card, StringComparison.Ordinal);
            Assert.Contains("| glossy style | 17 | 4 | 27 |", Card, StringComparison.Ordinal);
            Assert.Contains("| stencil style | 8 | 40 | 0 |", Card, StringComparison.Ordinal);
        });
        yield return Drawn(here, "At $w = 1$ a negative prompt does nothing, since the half that it would steer is not computed", async runs =>
        {
            var s = runs.Settings.GuidanceScales;
            var off = s.OpenRequest with { GuidanceScale = 1 };
            Assert.Equal((await runs.Draw(off)).Image, (await runs.Draw(off with { NegativePrompt = s.NegativePrompt })).Image);
        });
        yield return Drawn(here, "The doubling of the cost comes from $w > 1$", OneOrTwoEvaluations);
        yield return Meant(here, "A negative prompt replaces the empty half", "one of two predictions");
    }

    private static string Card { get; } = File.ReadAllText(Path.Combine(CourseCommand.RepositoryRoot, "models", "emoji-128", "MODEL_CARD.md"));

    /// <summary>A column of the model card's table of guidance scales.</summary>
    private static Dictionary<double, double> CardByGuidance(int column) => Regex.Matches(Card, @"^\| ([\d.]+) \| (?:[\d.]+ %? ?\| ){4}.*$", RegexOptions.Multiline)
        .Select(row => row.Value.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(cells => Number(cells[0]), cells => Number(cells[column]));

    private static double Number(string text) => double.Parse(text.TrimEnd('%', ' '), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<double[]> Pull(ClaimRuns runs, double w)
    {
        var steps = await runs.Steps(runs.Settings.GuidanceMathematics.Request with { GuidanceScale = w });
        return [.. steps.Select(s => Length(s.Guided.Zip(s.Unconditional, (a, b) => a - b)) / Length(s.Unconditional))];
    }

    private static double Length(IEnumerable<float> values) => Math.Sqrt(values.Sum(value => (double)value * value));

    private static async Task OneOrTwoEvaluations(ClaimRuns runs)
    {
        GenerationRequest request = new(runs.Settings.Prompts.GuidanceScale) { Steps = 4 };
        Assert.Equal((4, 8, 8), (await Evaluations(1), await Evaluations(3), await Evaluations(15)));

        async Task<int> Evaluations(double w) => (await runs.Draw(request with { GuidanceScale = w })).UNetEvaluations;
    }

    private static async Task OneIsConditional(ClaimRuns runs)
    {
        var steps = await runs.Steps(new GenerationRequest(runs.Settings.Prompts.GuidanceScale) { Steps = 2, GuidanceScale = 1 });
        Assert.All(steps, step => Assert.Equal(step.Conditional, step.Guided));
        Assert.Equal(2, steps[^1].Evaluations);
        Assert.Equal(1, (await runs.Steps(new GenerationRequest("") { Steps = 2, GuidanceScale = 0 }))[0].Evaluations);
    }

    private static async Task MoreClipping(ClaimRuns runs)
    {
        var ends = await runs.Ends();
        double Mean(int column, Func<RgbImage, double> of) => ends.Rows.Average(row => of(row[column].Image));
        var clipped = Mean(1, i => ImageMetrics.ClippedShare(i.Pixels)) / Mean(0, i => ImageMetrics.ClippedShare(i.Pixels));
        var saturation = Mean(1, i => ImageMetrics.Saturation(i.Pixels)) / Mean(0, i => ImageMetrics.Saturation(i.Pixels));
        Assert.True(clipped > 2 && saturation < clipped, $"clipped x {clipped}, saturation x {saturation}");
    }

    private static void NearlyAllIsUNet()
    {
        var cost = DiffusionCourse.Cost.ModelArchitecture.Open("emoji-128").Count();
        Assert.True(20 * cost.UNet.GMac > 10 * (cost.VaeDecoder.GMac + 2 * cost.TextEncoder.GMac));
    }

    private static void LastFactor() => Assert.Equal(0.068, Math.Sqrt(NoiseSchedule.ScaledLinear().AlphasCumprod[^1]), 0.0005);
}
