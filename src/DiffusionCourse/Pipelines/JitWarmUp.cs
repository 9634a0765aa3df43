using DiffusionCourse.Imaging;
using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// Goes once through what a picture takes beside the networks, on a few values, so that .NET has compiled it by the time
/// the UNet is loaded and the first picture does not wait for it.
/// </summary>
internal static class JitWarmUp
{
    private const int Values = 64;
    private const int Side = 8;

    /// <summary>Runs the scheduler that the model's pictures are drawn with unless another is asked for.</summary>
    public static void Run(ModelPrompts prompts, ModelTexts texts)
    {
        texts.Tokenizer.Encode("a picture");
        var request = new GenerationRequest("") { Steps = 3, Scheduler = prompts.DefaultScheduler };
        var plan = RequestRules.Plan(
            request, Scheduler.FromConfig(texts.SchedulerConfig, request.Scheduler), usualGuidanceScale: 2, embedsGuidance: false);
        var resolved = new ResolvedRequest(request, plan, Width: 8, Height: 8, VaeFactor: 1);
        var picture = new PictureRun(resolved, Values, withPredictedOriginal: false);
        var prediction = new float[Values];
        while (picture.Position < picture.CallCount)
        {
            picture.ScaleInput();
            picture.Step(prediction, prediction);
        }

        _ = RgbImage.FromModelOutput(new float[3 * Side * Side], Side, Side).ToPng();
    }
}
