using DiffusionCourse.Noise;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> Opening()
    {
        const string here = "00-from-noise-to-picture";
        yield return Checked(here, "12,288 for one of 64 by 64 pixels in three colours", () => Assert.Equal(12_288, 64 * 64 * 3));
        yield return Meant(here, "written $\\bar\\alpha$ (\"alpha-bar\"): 1 is the picture, 0 is noise", "a definition");
        yield return Meant(here, "set $w$ to 7 and to 15", "what the reader is asked to do");
        yield return Meant(here, "The particles above took sixty small steps", "the levels of the figure");
        yield return Meant(here, "Here three of the library's own run on this world. **Predict first:** with five leaps", "counts what follows");
        yield return Drawn(here, "a list of 1,024 numbers, the **latent**", runs =>
        {
            Assert.Equal(1024, runs.Pipeline.LatentCount);
            return Task.CompletedTask;
        });
        yield return Meant(here, "| timestep | how far on the way to noise: 0 is nearly the picture, 999 nearly noise |", "a definition");
        yield return Checked(here, @"$\sqrt{(1-\bar\alpha)/\bar\alpha}$ | | SNR | signal-to-noise ratio: $\bar\alpha/(1-\bar\alpha) = 1/\sigma^2$", () =>
        {
            var schedule = NoiseSchedule.ScaledLinear();
            Assert.Equal(1 / Math.Pow(schedule.Sigmas[500], 2), schedule.SignalToNoise[500], 1e-9);
        });
    }
}
