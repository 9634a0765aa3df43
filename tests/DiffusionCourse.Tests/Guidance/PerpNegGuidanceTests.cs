using DiffusionCourse.Guidance;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Guidance;

public sealed class PerpNegGuidanceTests
{
    [Fact]
    public void Every_recording_is_reproduced()
    {
        foreach (var recorded in GoldenFiles.Read("flow/guidance.json").GetProperty("perp_neg").EnumerateArray())
        {
            double[] unconditional = recorded.GetProperty("uncond").Doubles(), expected = recorded.GetProperty("out").Doubles();
            double[] negatives = [.. recorded.GetProperty("negatives").EnumerateArray().SelectMany(negative => negative.Doubles())];
            var result = new double[expected.Length];
            PerpNegGuidance.Combine<double>(
                unconditional, recorded.GetProperty("positive").Doubles(), negatives, recorded.GetProperty("negative_weights").Doubles(),
                recorded.GetProperty("guidance_scale").GetDouble(), result);
            Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], result[i], 1e-9 * Math.Max(1, Math.Abs(expected[i]))));
        }
    }

    [Fact]
    public void Lengths_and_weights_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PerpNegGuidance.Combine<double>([1, 2], [1, 2], [1, 2, 3], [1], 7, new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PerpNegGuidance.Combine<double>([1, 2], [1, 2], [1, 2], [-1], 7, new double[2]));
    }
}
