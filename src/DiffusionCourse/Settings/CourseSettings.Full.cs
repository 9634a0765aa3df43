using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

public sealed partial record CourseSettings
{
    private const ulong Seed = 42;

    // Noise for a finished picture: never the seed that drew it, which the picture still resembles.
    private const ulong NoiseSeed = 1729;
    private static readonly double[] DemonstratedScales = [1, 7.5, 15];
    private static readonly double[] CostScales = [1, 3, 15];
    private static readonly string[] ComparedSchedulers = ["dpm++2m", "ddim", "euler"];

    /// <summary>The numbers of the original course, and several seeds where it had one.</summary>
    private static CourseSettings Full(double guidanceScale, int width, int height)
    {
        var prompts = CoursePrompts.AnyText;
        GenerationRequest Draw(string prompt, int steps = 20) => new(prompt) { Steps = steps, Seed = Seed };
        return new()
        {
            Scale = CourseScale.Full,
            Reason = "a model that takes any text, on a GPU: the numbers of the original course",
            Prompts = prompts,
            GuidanceScale = guidanceScale,
            FirstPicture = new(Draw(prompts.TestImage), [1, 2, 3, 4]),
            GuidanceMathematics = new(200, 10, Seed, 0.1, DemonstratedScales, Draw(prompts.GuidanceScale), [1.5, 3, 7.5, 15], CostScales),
            GuidanceScales = new(
                Draw(prompts.GuidanceScale, 25), [1, 3, 7, 15], [1, 2, 3, 5, 7.5, 10, 15],
                [prompts.TestImage, prompts.Steps, prompts.QualityAndSpeed, prompts.Comparison, prompts.Optimisation, prompts.Denoising],
                Draw(prompts.Subject, 25), prompts.UnwantedStyle, [1, 2, 3, 4, 5, 6]),
            StepCount = new(Draw(prompts.Steps), [5, 10, 25, 50], [2, 3, 5, 8, 12, 20, 30, 50], 100, ComparedSchedulers),
            QualityAndSpeed = new(Draw(prompts.QualityAndSpeed), [3, 5, 8, 10, 15, 20, 25, 30, 40, 50], [Seed, 43, 44], ComparedSchedulers, [5, 10, 20]),
            GuidanceBySteps = new(Draw(prompts.Comparison), [1, 5, 10, 15], [5, 15, 30], 60),
            Optimisation = new(Draw(prompts.Optimisation), [50, 20, 10], width / 2, height / 2, 3, 10, 20, 1, 3, []) { Threads = [.. new[] { 1, Environment.ProcessorCount }.Distinct()] },
            Denoising = new(Draw(prompts.Denoising, 30) with { Scheduler = "ddim" }, 5, 1),
            Noise = new(64, 8, NoiseSeed, [0, 50, 200, 500, 750, 999], Draw(prompts.Denoising, 25), Draw(prompts.Denoising, 10) with { Scheduler = "ddim" }, 5),
            Cost = new(Draw(prompts.Optimisation), 10, 3, 1, 3),
            Takeaways = new(Draw(prompts.TestImage), [1, 2, 3]),
        };
    }
}
