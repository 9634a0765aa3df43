namespace DiffusionCourse.Settings;

/// <summary>One prompt for each experiment of the course.</summary>
public sealed record CoursePrompts
{
    /// <summary>For models that take any text, such as Stable Diffusion: the prompts of the original course.</summary>
    public static CoursePrompts AnyText { get; } = new()
    {
        TestImage = "A beautiful sunset over mountain peaks, oil painting style",
        GuidanceScale = "A photorealistic cat wearing a tiny crown, sitting on a red velvet throne",
        WrongUnguided = ("A photorealistic cat wearing a tiny crown, sitting on a red velvet throne", 42),
        Steps = "A serene Japanese garden with a stone path, cherry blossoms, watercolor style",
        QualityAndSpeed = "A fantasy castle on a floating island, dramatic lighting, digital art",
        Comparison = "A detailed portrait of a wise old wizard, fantasy art, detailed",
        Optimisation = "A mountain landscape at golden hour, photography",
        Denoising = "A vibrant coral reef with tropical fish, underwater photography",
        Subject = "a cat",
        UnwantedStyle = "blurry, low quality, distorted",
        Styles = ["A photorealistic astronaut on Mars", "An abstract painting in the style of Kandinsky", "A pencil sketch of a cat"],
        BlackStyle = "black, dark, night, silhouette",
    };

    /// <summary>
    /// For the embedded model, which knows some two hundred drawings in three styles on nine backgrounds: subjects that it draws so that
    /// anyone names them.
    /// </summary>
    public static CoursePrompts Drawings { get; } = new()
    {
        TestImage = "a hamburger, glossy style, orange background",
        GuidanceScale = "a snail, glossy style, blue background",
        WrongUnguided = ("a robot, glossy style, green background", 6),
        Steps = "an umbrella, flat style, pink background",
        QualityAndSpeed = "a robot, glossy style, blue background",
        Comparison = "an astronaut, flat style, purple background",
        Optimisation = "a rocket, flat style, blue background",
        Denoising = "a television, flat style, yellow background",
        Subject = "a castle",
        UnwantedStyle = "stencil style",
        Styles = [
            "an astronaut, glossy style, red background", "a paint palette, flat style, yellow background",
            "a cat, stencil style, white background",
        ],
        BlackStyle = "stencil style",
    };

    /// <summary>Part 2: the first picture.</summary>
    public required string TestImage { get; init; }

    /// <summary>Part 3: guidance.</summary>
    public required string GuidanceScale { get; init; }

    /// <summary>Part 4: what the model draws wrong without guidance, from this seed.</summary>
    public required (string Prompt, ulong Seed) WrongUnguided { get; init; }

    /// <summary>Part 5: the number of steps.</summary>
    public required string Steps { get; init; }

    /// <summary>Part 6: convergence against time.</summary>
    public required string QualityAndSpeed { get; init; }

    /// <summary>Part 7: guidance and steps together.</summary>
    public required string Comparison { get; init; }

    /// <summary>Part 8: what makes a picture faster.</summary>
    public required string Optimisation { get; init; }

    /// <summary>Parts 9 and 10: the way from noise to picture.</summary>
    public required string Denoising { get; init; }

    /// <summary>A prompt that leaves the style open.</summary>
    public required string Subject { get; init; }

    /// <summary>A negative prompt that shows its effect on <see cref="Subject"/>.</summary>
    public required string UnwantedStyle { get; init; }

    /// <summary>Exercise 1: three prompts in three styles.</summary>
    public required IReadOnlyList<string> Styles { get; init; }

    /// <summary>Exercise 2: a negative prompt that takes the black out of pictures of <see cref="Subject"/>.</summary>
    public required string BlackStyle { get; init; }
}
