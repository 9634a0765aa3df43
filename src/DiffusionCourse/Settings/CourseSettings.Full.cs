using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

public sealed partial record CourseSettings
{
    private const ulong Seed = 42;

    // Noise for a finished picture: never the seed that drew it, which the picture still resembles.
    private const ulong NoiseSeed = 1729;
    private static readonly double[] DemonstratedScales = [1, 7.5, 15];

    /// <summary>The numbers of the original course, and several seeds where it had one.</summary>
    private static CourseSettings Full(double guidanceScale, int width, int height, bool hasFixedSize)
    {
        var prompts = CoursePrompts.AnyText;
        int Less(int side) => hasFixedSize ? side : side / 2;
        GenerationRequest Draw(string prompt, int steps = 20) => new(prompt) { Steps = steps, Seed = Seed };
        return new()
        {
            Scale = CourseScale.Full,
            Reason = "a model that takes any text, on a GPU: the numbers of the original course",
            Prompts = prompts,
            GuidanceScale = guidanceScale,
            FirstPicture = new(Draw(prompts.TestImage), [1, 2, 3, 4]),
            GuidanceMathematics = new(200, 10, Seed, 0.1, DemonstratedScales, Draw(prompts.GuidanceScale), [1.5, 3, 7.5, 15]),
            GuidanceScales = new(
                Draw(prompts.GuidanceScale, 25),
                [prompts.TestImage, prompts.Steps, prompts.QualityAndSpeed, prompts.Comparison, prompts.Optimisation, prompts.Denoising],
                Draw(prompts.Subject, 25), prompts.UnwantedStyle, [1, 2, 3, 4, 5, 6]),
            StepCount = Draw(prompts.Steps),
            QualityAndSpeed = new(Draw(prompts.QualityAndSpeed), [Seed, 43, 44]),
            GuidanceBySteps = Draw(prompts.Comparison),
            Optimisation = new(Draw(prompts.Optimisation), [50, 20, 10], Less(width), Less(height), 3, 10, 20, 1, 3, [])
            {
                Threads = [.. new[] { 1, Environment.ProcessorCount }.Distinct()],
            },
            Denoising = new(Draw(prompts.Denoising, 30) with { Scheduler = "ddim" }, 5, 1),
            Noise = new(
                64, 8, NoiseSeed, [0, 50, 200, 500, 750, 999], Draw(prompts.Denoising, 25),
                Draw(prompts.Denoising, 10) with { Scheduler = "ddim" }, 5),
            Cost = new(Draw(prompts.Optimisation), 10, 3, 1, 3),
            Takeaways = new(Draw(prompts.TestImage), [1, 2, 3]),
        };
    }
}
