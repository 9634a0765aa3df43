using DiffusionCourse.Pipelines;
using DiffusionCourse.Settings;

namespace DiffusionCourse;

/// <summary>The course itself: what every notebook starts with.</summary>
public static class Course
{
    /// <summary>The library's version.</summary>
    public static string Version { get; } = typeof(Course).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    /// <summary>Says what was found on this machine: versions, device, models. Shows itself in a notebook.</summary>
    public static CourseSetup CheckSetup() => CourseSetup.Inspect();

    /// <summary>Prompts for the course's experiments: the seed course's own for models that take any text, else what the model knows.</summary>
    /// <param name="pipeline">The pipeline that will draw them.</param>
    public static CoursePrompts PromptsFor(StableDiffusionPipeline pipeline) => SettingsFor(pipeline).Prompts;

    /// <summary>
    /// The numbers of every experiment, part by part: the original course's own on a large model with a GPU, and what can be waited
    /// for elsewhere. Notebooks take theirs from here.
    /// </summary>
    /// <param name="pipeline">The pipeline that will draw.</param>
    public static CourseSettings SettingsFor(StableDiffusionPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return CourseSettings.For(pipeline.Prompts, pipeline.Device, pipeline.DefaultWidth, pipeline.DefaultHeight);
    }
}
