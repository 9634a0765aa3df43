using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Recordings;
using DiffusionCourse.Settings;

namespace DiffusionCourse;

/// <summary>The course itself: what every notebook starts with.</summary>
public static class Course
{
    /// <summary>The library's version.</summary>
    public static string Version { get; } = typeof(Course).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    /// <summary>Says what was found on this machine: versions, device, models. Shows itself in a notebook.</summary>
    public static CourseSetup CheckSetup() => CourseSetup.Inspect();

    /// <summary>Step counts as they stand in a notebook, fewer and smaller where a picture takes long (any text without a GPU).</summary>
    /// <param name="pipeline">The pipeline that will draw.</param>
    /// <param name="steps">The step counts, in rising order, at least one.</param>
    /// <exception cref="ArgumentException">There are no step counts.</exception>
    public static int[] FitSteps(StableDiffusionPipeline pipeline, params int[] steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        const int Patience = 16;
        return !IsSlow(pipeline)
            ? Thin(steps, steps.Length)
            : Thin([.. steps.Where(n => n <= Math.Max(Patience, steps.FirstOrDefault()))], 4);
    }

    /// <summary>
    /// Guidance scales, or other settings that cost the same, as they stand in a notebook: three of them where a picture takes long.
    /// </summary>
    /// <param name="pipeline">The pipeline that will draw.</param>
    /// <param name="values">The values, at least one; the first and the last one stay.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static T[] Fit<T>(StableDiffusionPipeline pipeline, params T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Thin(values, IsSlow(pipeline) ? 3 : values.Length);
    }

    /// <summary>
    /// What larger models drew for a part of the course: the recordings in models/recordings (<see cref="Recording"/>), or how to make
    /// one. Shows itself in a notebook.
    /// </summary>
    /// <param name="part">The part's number: 4, 5, 7 or 9.</param>
    /// <exception cref="InvalidDataException">A recording is damaged.</exception>
    public static Gallery Recorded(int part) => Recorded(part, Recording.FindAll(Recording.Folders));

    internal static Gallery Recorded(int part, IReadOnlyList<(Recording Recording, string Folder)> recordings)
    {
        ImageGrid[] grids = [.. recordings.Select(found => found.Recording.Grid(part, found.Folder)).OfType<ImageGrid>()];
        return grids.Length > 0 ? new Gallery([.. grids]) : new Gallery(
            "No recording is here yet. On a machine that runs Stable Diffusion, course record --model sd15 draws this "
            + "part's pictures and keeps them for those that do not.");
    }

    private static bool IsSlow(StableDiffusionPipeline pipeline) => SettingsFor(pipeline).Scale == CourseScale.Patient;

    internal static T[] Thin<T>(T[] values, int most)
        => values.Length == 0 ? throw new ArgumentException("There is nothing to vary: write a value or more.", nameof(values))
        : values.Length <= most ? values
        : [.. Enumerable.Range(0, most).Select(i => values[i * (values.Length - 1) / (most - 1)])];

    /// <summary>
    /// The numbers of every experiment, part by part: the original course's own on a large model with a GPU, and what can be waited
    /// for elsewhere. Notebooks take theirs from here.
    /// </summary>
    /// <param name="pipeline">The pipeline that will draw.</param>
    public static CourseSettings SettingsFor(StableDiffusionPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return CourseSettings.For(
            pipeline.Prompts, pipeline.Device, pipeline.DefaultWidth, pipeline.DefaultHeight, pipeline.HasFixedSize);
    }
}
