namespace DiffusionCourse.Settings;

/// <summary>How large the experiments of the course are.</summary>
public enum CourseScale
{
    /// <summary>
    /// For a model that draws a picture in a fraction of a second on any machine, such as the embedded one: full lists, small pictures.
    /// </summary>
    Small,

    /// <summary>
    /// For a model of Stable Diffusion's size on a processor, where a step takes seconds: short lists, half of the model's width and
    /// height.
    /// </summary>
    Patient,

    /// <summary>For a model of Stable Diffusion's size on a GPU: the numbers of the original course.</summary>
    Full,
}
