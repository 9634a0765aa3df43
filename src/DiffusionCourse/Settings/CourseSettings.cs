using DiffusionCourse.Display;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>
/// The numbers of every experiment of the course: prompts, seeds, step counts, guidance scales and sizes, part by part.
/// They fit the model and the device: see <see cref="CourseScale"/>. Lists that the reader edits stand in the notebooks.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed partial record CourseSettings : IHtmlDisplay
{
    /// <summary>How large the experiments are.</summary>
    public required CourseScale Scale { get; init; }

    /// <summary>Why they are as large as that, as a sentence for the reader.</summary>
    public required string Reason { get; init; }

    /// <summary>The prompts of all parts.</summary>
    public required CoursePrompts Prompts { get; init; }

    /// <summary>The guidance scale of requests that state none: the model's own.</summary>
    public required double GuidanceScale { get; init; }

    /// <summary>Part 2: the first picture.</summary>
    public required FirstPictureSettings FirstPicture { get; init; }

    /// <summary>Part 3: the mathematics of guidance.</summary>
    public required GuidanceMathematicsSettings GuidanceMathematics { get; init; }

    /// <summary>Part 4: the guidance scale.</summary>
    public required GuidanceScaleSettings GuidanceScales { get; init; }

    /// <summary>Part 5: the number of steps.</summary>
    public required GenerationRequest StepCount { get; init; }

    /// <summary>Part 6: convergence against time.</summary>
    public required QualityAndSpeedSettings QualityAndSpeed { get; init; }

    /// <summary>Part 7: guidance and steps together.</summary>
    public required GenerationRequest GuidanceBySteps { get; init; }

    /// <summary>Part 8: what makes a picture faster.</summary>
    public required OptimisationSettings Optimisation { get; init; }

    /// <summary>Part 9: the way from noise to picture.</summary>
    public required DenoisingSettings Denoising { get; init; }

    /// <summary>Part 10: noise and its schedules.</summary>
    public required NoiseSettings Noise { get; init; }

    /// <summary>Part 11: what a picture costs.</summary>
    public required CostSettings Cost { get; init; }

    /// <summary>Part 12: the summary.</summary>
    public required TakeawaySettings Takeaways { get; init; }

    /// <summary>The exercises that draw.</summary>
    public ExerciseSettings Exercises => ExerciseSettings.For(this);

    /// <summary>The settings for a model on a device.</summary>
    internal static CourseSettings For(ModelPrompts prompts, InferenceDevice device, int width, int height, bool hasFixedSize = false) =>
        prompts.AreListed ? Small(prompts.DefaultGuidanceScale, width, height, hasFixedSize)
        : device.IsCuda ? Full(prompts.DefaultGuidanceScale, width, height, hasFixedSize)
        : Patient(prompts.DefaultGuidanceScale, width, height, hasFixedSize);
}
