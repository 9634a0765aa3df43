using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

public sealed partial record CourseSettings
{
    // Where guidance itself is the subject. At 7.5 a negative prompt took the black out of all 7 castles of 12 that had it (15 steps);
    // at 3, with the weights of 454,848 pictures, out of 4 cats of 13, and seeds differed on which part of a run needs guidance.
    internal const double StrongGuidanceScale = 7.5;

    /// <summary>The original course's lists on a model that draws them in seconds; fewer prompts and repetitions than on a GPU.</summary>
    private static CourseSettings Small(double guidanceScale, int width, int height, bool hasFixedSize)
    {
        var full = Full(guidanceScale, width, height, hasFixedSize);
        var prompts = CoursePrompts.Drawings;
        GenerationRequest Draw(GenerationRequest request, string prompt) => request with { Prompt = prompt };
        return full with
        {
            Scale = CourseScale.Small,
            Reason = "a small model that draws a picture in a fraction of a second: the original course's lists, small pictures",
            Prompts = prompts,
            FirstPicture = full.FirstPicture with { Request = Draw(full.FirstPicture.Request, prompts.TestImage) },
            GuidanceMathematics = full.GuidanceMathematics with { Request = Draw(full.GuidanceMathematics.Request, prompts.GuidanceScale) },
            GuidanceScales = full.GuidanceScales with
            {
                Request = Draw(full.GuidanceScales.Request, prompts.WrongUnguided.Prompt) with
                {
                    Steps = 15,
                    Seed = prompts.WrongUnguided.Seed,
                },
                MeasuredPrompts = [prompts.TestImage, prompts.Steps, prompts.Comparison, prompts.Denoising],
                OpenRequest = new(prompts.Subject) { Steps = 15, GuidanceScale = StrongGuidanceScale },
                NegativePrompt = prompts.UnwantedStyle,
            },
            StepCount = Draw(full.StepCount, prompts.Steps),
            QualityAndSpeed = full.QualityAndSpeed with { Request = Draw(full.QualityAndSpeed.Request, prompts.QualityAndSpeed) },
            GuidanceBySteps = Draw(full.GuidanceBySteps, prompts.Comparison),
            Optimisation = full.Optimisation with
            {
                Request = Draw(full.Optimisation.Request, prompts.Optimisation),
                Steps = [24, 8],
                RepeatedSteps = 4,
                IntervalSteps = 10,
                Threads = OptimisationSettings.PowersOfTwo(Environment.ProcessorCount),
                Precisions = [WeightPrecision.Float32, WeightPrecision.Float16, WeightPrecision.Int8],
            },
            Denoising = full.Denoising with { Request = Draw(full.Denoising.Request, prompts.Denoising) },
            Noise = full.Noise with
            {
                Request = Draw(full.Noise.Request, prompts.Denoising),
                ByHand = Draw(full.Noise.ByHand, prompts.Denoising),
            },
            Cost = full.Cost with { Request = Draw(full.Cost.Request, prompts.Optimisation), Runs = 6 },
            Takeaways = full.Takeaways with { Request = Draw(full.Takeaways.Request, prompts.TestImage) with { Steps = 10 } },
        };
    }
}
