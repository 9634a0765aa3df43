using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>The exercises that draw pictures, and what their checks draw.</summary>
public sealed record ExerciseSettings
{
    /// <summary>Exercise 1: what the three prompts share.</summary>
    public required GenerationRequest BestSettings { get; init; }

    /// <summary>Exercise 1: three prompts in three styles.</summary>
    public required IReadOnlyList<string> Styles { get; init; }

    /// <summary>Exercise 1: the guidance scales, in rising order.</summary>
    public required IReadOnlyList<double> Scales { get; init; }

    /// <summary>Exercise 1: the step counts, in rising order.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>Exercise 2: the prompt, to which only a negative one may be added.</summary>
    public required GenerationRequest NegativePrompt { get; init; }

    /// <summary>Exercise 2: a negative prompt that meets the goal.</summary>
    public required string BlackStyle { get; init; }

    /// <summary>Exercise 2: seeds to try it with.</summary>
    public required IReadOnlyList<ulong> NegativeSeeds { get; init; }

    /// <summary>
    /// Exercise 2: seeds that the check draws with. Those for the embedded model give much black, and one of them resists.
    /// </summary>
    public required IReadOnlyList<ulong> NegativeCheckSeeds { get; init; }

    /// <summary>Exercise 3: the contest; its step count is that of the contestants.</summary>
    public required GenerationRequest Contest { get; init; }

    /// <summary>Exercise 3: what is drawn.</summary>
    public required IReadOnlyList<string> ContestPrompts { get; init; }

    /// <summary>Exercise 3: the contestants.</summary>
    public required IReadOnlyList<string> ContestSchedulers { get; init; }

    /// <summary>Exercise 3: the step count of the references.</summary>
    public required int ReferenceSteps { get; init; }

    /// <summary>
    /// Exercise 6: the run from which guidance is left out, window by window. Its step count is a multiple of <see cref="Windows"/>.
    /// </summary>
    public required GenerationRequest GuidanceInTime { get; init; }

    /// <summary>Exercise 6: the guidance scale outside of the window.</summary>
    public required double WindowGuidanceScale { get; init; }

    /// <summary>Exercise 6: into how many windows the run is divided.</summary>
    public required int Windows { get; init; }

    /// <summary>Exercise 6: seeds of the measurement.</summary>
    public required IReadOnlyList<ulong> WindowSeeds { get; init; }

    /// <summary>Exercise 8: what is timed.</summary>
    public required GenerationRequest Estimate { get; init; }

    /// <summary>Exercise 6: seeds that the check draws with.</summary>
    public required IReadOnlyList<ulong> WindowCheckSeeds { get; init; }

    internal static ExerciseSettings For(CourseSettings course)
    {
        var (prompts, scale) = (course.Prompts, course.Scale);
        var basis = course.FirstPicture.Request;
        var strong = scale == CourseScale.Small ? CourseSettings.StrongGuidanceScale : course.GuidanceScale;
        return new()
        {
            BestSettings = basis with { Prompt = prompts.Styles[0] },
            Styles = prompts.Styles,
            Scales = scale == CourseScale.Patient ? [1, 7] : [1, 3, 7, 12],
            Steps = Choose<int[]>([4, 8, 16], [3, 8], [10, 25, 50]),
            NegativePrompt = basis with { Prompt = prompts.Subject, Steps = Choose(10, 8, 25), GuidanceScale = strong },
            BlackStyle = prompts.BlackStyle,
            NegativeSeeds = Choose<ulong[]>([4, 5, 6, 9], [1, 2], [1, 2, 3, 4, 5, 6]),
            NegativeCheckSeeds = Choose<ulong[]>([11, 18, 24, 32], [101, 102], [101, 102, 103, 104, 105, 106]),
            Contest = basis with { Steps = Choose(15, 6, 15) },
            ContestPrompts = scale == CourseScale.Patient
                ? [prompts.QualityAndSpeed]
                : [prompts.GuidanceScale, prompts.QualityAndSpeed, prompts.Comparison],
            ContestSchedulers = ["ddim", "euler", "dpm++2m"],
            ReferenceSteps = Choose(40, 16, 100),
            GuidanceInTime = basis with { Prompt = prompts.QualityAndSpeed, Steps = Choose(12, 8, 20) },
            WindowGuidanceScale = strong,
            Windows = 4,
            WindowSeeds = scale == CourseScale.Patient ? [1] : [1, 2, 3],
            Estimate = basis,
            WindowCheckSeeds = scale == CourseScale.Patient ? [101] : [101, 102, 103],
        };

        T Choose<T>(T small, T patient, T full) => scale switch { CourseScale.Small => small, CourseScale.Patient => patient, _ => full };
    }
}
