using DiffusionCourse.Cost;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> Optimisation()
    {
        const string here = "08-optimisation";
        yield return Meant(here, "Four rules", "counts what follows");
        yield return Checked(here, "a picture of half the width and height has a quarter of the pixels: will it take a quarter of the time", () => Assert.Equal(0.25, 0.5 * 0.5));
        yield return Meant(here, "and half the side is still a size that the model knows", "a condition");
        yield return Checked(here, "how much more than at 512 does Stable Diffusion's UNet cost at 1024? The square law says four times", () => Assert.Equal(4, 1024 * 1024 / (512 * 512)));
        yield return Checked(here, "5.82 times, not four, and at 256 not a quarter but 0.22", () => Assert.Equal((5.82, 0.22), (Math.Round(SizeRatio(1024), 2), Math.Round(SizeRatio(256), 2))));
        yield return Checked(here, "42 per cent at 1024, 15 at 512", () => Assert.Equal((42.0, 15.0), (Math.Round(100 * AttentionShare(1024)), Math.Round(100 * AttentionShare(512)))));
        yield return Meant(here, "what does the half size look like", "a question");
        yield return Drawn(here, "the UNet is asked twice a step", OneOrTwoEvaluations);
        yield return Meant(here, "at the same time on half of the cores each", "how the arrangement is made");
        yield return Meant(here, "are two threads twice as fast as one, and four twice as fast as two", "a question, answered by the cell");
        yield return Meant(here, "\"Use half precision, it is twice as fast\"", "the advice that is examined");
        yield return Meant(here, "units for 16-bit arithmetic: there an fp16 *export* of the model computes in 16 bits", "what such an export is");
        yield return Drawn(here, "16 bits halve the file and change nothing, because the embedded model's weights are 16-bit numbers to begin with, and ONNX Runtime turns them into 32 bits when it loads: on a processor, it computes in 32 bits whatever is stored. Eight bits halve the file again and move the picture; the arithmetic is still that of 32 bits, after a conversion", async runs =>
        {
            var (full, half, eight) = (await Stored(runs, WeightPrecision.Float32), await Stored(runs, WeightPrecision.Float16), await Stored(runs, WeightPrecision.Int8));
            Assert.Equal((0.0, 0.0), (full.Change, half.Change));
            Assert.InRange(half.Bytes / (double)full.Bytes, 0.48, 0.56);
            Assert.InRange(eight.Bytes / (double)half.Bytes, 0.45, 0.6);
            Assert.InRange(eight.Change, 0.01, 20);
        });
        yield return Meant(here, "One picture says little about what eight bits cost", "counts what follows");
        yield return Drawn(here, "most pictures move by a few colour values, and one or another several times as far", async runs =>
        {
            var optimisation = runs.Settings.Optimisation;
            var few = optimisation.Request with { Steps = optimisation.Steps[^1] };
            var (_, changes) = await Stored(runs, WeightPrecision.Int8, Enumerable.Range(1, 7).Select(seed => few with { Seed = (ulong)seed }));
            var median = Percentiles.MedianOf(changes);
            Assert.InRange(median, 1, 8);
            Assert.True(changes.Max() > 2.5 * median, $"the furthest {changes.Max():0.0}, the median {median:0.0}");
            Assert.True(changes.Count(change => change < 2 * median) > changes.Length / 2);
        });
        yield return Meant(here, "that is enough to end in the other one", "one of two pictures");
        yield return Drawn(here, "A step without guidance costs half", OneOrTwoEvaluations);
        yield return Meant(here, @"The noise level is $\sigma = \sqrt{(1 - \bar\alpha_t)/\bar\alpha_t}$", "a definition");
        yield return Meant(here, "A factor below 1 means", "how to read the table");
        yield return Drawn(here, "each step without it saves half", OneOrTwoEvaluations);
    }

    private static IEnumerable<Claim> Takeaways()
    {
        const string here = "12-takeaways";
        yield return Drawn(here, "which is called once or twice a step", OneOrTwoEvaluations);
        yield return Drawn(here, "At $w = 1$ it is off and costs one evaluation a step; above, two", OneOrTwoEvaluations);
        yield return Meant(here, "as RMSE to the unchanged one (of 255)", "the unit");
        yield return Drawn(here, "(on the embedded model: half and twice the steps)", async runs =>
        {
            var s = runs.Settings.Takeaways;
            var changes = new List<(double Half, double Twice, double Other)>();
            foreach (var seed in s.Seeds)
            {
                var usual = s.Request with { Seed = seed };
                var picture = await runs.Draw(usual);
                changes.Add((Rmse(picture, await runs.Draw(usual with { Steps = usual.Steps / 2 })), Rmse(picture, await runs.Draw(usual with { Steps = usual.Steps * 2 })), Rmse(picture, await runs.Draw(usual with { Seed = seed + 100 }))));
            }

            var other = changes.Average(c => c.Other);
            Assert.True(changes.Average(c => c.Half) < other / 2 && changes.Average(c => c.Twice) < other / 2, string.Join("; ", changes));
        });
        yield return Drawn(here, "guidance doubles the cost as $w$ grows | it doubles when guidance is switched on ($w > 1$), and on few cores the time need not double", OneOrTwoEvaluations);
        yield return Checked(here, @"quality is $1 - \text{RMSE}/\max$ | that gives the worst run 0 by construction", WorstScoresZero);
        yield return Checked(here, "for Stable Diffusion at 1024 it is 5.82 times 512, not 4", () => Assert.Equal(5.82, SizeRatio(1024), 0.005));
        yield return Checked(here, "the decoder takes 30 ms where the UNet takes 40 | for Stable Diffusion a decoding is 3.1 times the operations of an evaluation", DecodingRatio);
        yield return Checked(here, "$t = 999$ is pure noise | 0.068 of the amplitude is left", LastFactor);
        yield return Checked(here, "615 against 392 (linear), but 599 in Stable Diffusion's own", MiddleCounts);
        yield return Checked(here, "a forward pass of Stable Diffusion's UNet at 512 is 50 GFLOP | 803 GFLOP", () => Assert.Equal(803, 2 * ModelArchitecture.StableDiffusion15.Count(512, 512).UNet.GMac, 0.5));
        yield return Meant(here, "a second-order scheduler (DPM-Solver++ 2M), 20 steps", "a proposal to start from");
    }

    private static double SizeRatio(int side) => ModelArchitecture.StableDiffusion15.Count(side, side).UNet.GMac / ModelArchitecture.StableDiffusion15.Count(512, 512).UNet.GMac;

    private static double AttentionShare(int side)
    {
        var unet = ModelArchitecture.StableDiffusion15.Count(side, side).UNet;
        return unet[OperationKind.SelfAttention].GMac / unet.GMac;
    }

    private static void DecodingRatio()
    {
        var cost = ModelArchitecture.StableDiffusion15.Count(512, 512);
        Assert.Equal(3.1, cost.VaeDecoder.GMac / cost.UNet.GMac, 0.05);
    }

    private static async Task<(long Bytes, double Change)> Stored(ClaimRuns runs, WeightPrecision precision)
    {
        var s = runs.Settings.Optimisation;
        var (bytes, changes) = await Stored(runs, precision, [s.Request with { Steps = s.RepeatedSteps }]);
        return (bytes, changes[0]);
    }

    private static async Task<(long Bytes, double[] Changes)> Stored(ClaimRuns runs, WeightPrecision precision, IEnumerable<GenerationRequest> requests)
    {
        using var copy = ModelCopy.Create(runs.Pipeline.ModelPath, precision);
        using var other = await StableDiffusionPipeline.LoadAsync(copy.FullPath, new() { Device = DeviceChoice.Cpu, Arrangement = runs.Pipeline.Arrangement });
        List<double> changes = [];
        foreach (var request in requests)
        {
            changes.Add(Rmse(await runs.Draw(request), await other.GenerateAsync(request)));
        }

        return (copy.UNetBytes, [.. changes]);
    }
}
