using System.Numerics.Tensors;
using DiffusionCourse.Imaging;
using DiffusionCourse.Noise;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Docs;

/// <summary>The page that README.md shows between its fences: what the pipeline does for a picture, from public members alone.</summary>
internal static class WholeLoop
{
    public static async Task<RgbImage> DrawAsync()
    {
        // <page>
        using var pipeline = await StableDiffusionPipeline.LoadAsync("emoji-128");
        var prompt = pipeline.EncodePrompt("a red apple, flat style");               // embed
        var nothing = pipeline.EncodePrompt("");

        var scheduler = Scheduler.FromConfig(pipeline.SchedulerConfig, "ddim");
        var run = scheduler.Start<float>(steps: 20, pipeline.LatentCount);
        var (x, input, guided) = (new float[run.Length], new float[run.Length], new float[run.Length]);
        new GaussianNoise(seed: 42).Fill(x);                                         // noise
        TensorPrimitives.Multiply(x, (float)run.InitNoiseSigma, x);

        foreach (var t in run.Timesteps)
        {
            run.ScaleModelInput(x, input);
            var conditional = pipeline.Predict(input, t, prompt);                    // predict twice
            var unconditional = pipeline.Predict(input, t, nothing);
            for (var i = 0; i < x.Length; i++)                                       // guide, with w = 3
            {
                guided[i] = unconditional[i] + 3 * (conditional[i] - unconditional[i]);
            }

            run.Step(guided, x);                                                     // step
        }

        var picture = pipeline.Decode(x);                                            // decode
        // </page>
        return picture;
    }
}
