using System.Text.Json;
using DiffusionCourse.Cost;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> Serving()
    {
        const string here = "14-serving";
        yield return Meant(here, "the three networks run on a server", "counts the parts of a model");
        yield return Meant(here, "of what goes up for Stable Diffusion at 512 x 512", "a question");
        yield return Checked(here, "78 per cent of the upload is the same text at every step", () => Assert.Equal(0.783, 2.0 * 77 * 768 * 2 / StepUp, 0.001));
        yield return Meant(here, "$n + 2$ of them", "text encoder and decoder; the tests of the messages count them");
        yield return Checked(here, "they would be nearly three times as long", () =>
        {
            var values = new float[10_000];
            new GaussianNoise(1).Fill(values.AsSpan());
            Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(values).Length / (4.0 * values.Length), 2.5, 3);
        });
        yield return Meant(here, "how much do eight merged calls gain at 512 x 512", "a question");
        yield return Checked(here, "One picture at 512 fills the card", () =>
        {
            var unet = ModelArchitecture.StableDiffusion15.Count(512, 512).UNet;
            var t4 = DeviceRates.Find("T4");
            var (weights, arithmetic) = (2 * unet.Parameters / t4.GigabytesPerSecond!.Value / 1e9, 4 * unet.GMac / (0.17 * t4.GFlopPerSecond));
            Assert.InRange(8 * (weights + arithmetic) / (weights + 8 * arithmetic), 1, 1.1);
        });
        yield return Meant(here, "1.12 times for batches of four at 768 on an A100", "published: ONNX Runtime's repository, 17788");
        yield return Meant(here, "$c = 0$ (the queue is then called M/D/1), exponentially distributed ones $c = 1$ (M/M/1)", "definitions");
        yield return Meant(here, "the server is busy half of the time. How long does a request wait? And at nine tenths?", "a question");
        yield return Checked(here, "half a service time, and more than four", () =>
        {
            Assert.Equal(0.5, new QueueModel(0.5, 1).Wait, 1e-12);
            Assert.Equal(4.5, new QueueModel(0.9, 1).Wait, 1e-12);
        });
        yield return Meant(here, "The last tenths of a server's time", "of the chart's axis");
        yield return Meant(here, "at 0.85, how many times the service time", "a question");
        yield return Meant(here, @"$s / (1 - \rho)$", "a formula");
        yield return Meant(here, "20 guided steps at 512, and no picture shall take longer than 10 s", "a question");
        yield return Checked(here, "fourteen students on a T4", () => Assert.Equal(14, QueueModel.MostPeople(60, 20 * 0.145, 10)));
        yield return Meant(here, @"$\rho / (1 - \rho)$", "a formula");
    }

    // Bytes of a guided step of Stable Diffusion 1.5 in 16 bits: latents, text and a timestep of 64.
    private static long StepUp => 2 * (4 * 64 * 64 + 77 * 768) * 2 + 8;
}
