using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 4: what the guidance scale does to pictures.</summary>
/// <param name="Request">What is drawn.</param>
/// <param name="MeasuredPrompts">The prompts that the curve is a mean of.</param>
/// <param name="OpenRequest">A request that leaves the style open, for the negative prompt.</param>
/// <param name="NegativePrompt">The negative prompt.</param>
/// <param name="NegativeSeeds">Seeds for the comparison with and without it.</param>
public sealed record GuidanceScaleSettings(
    GenerationRequest Request,
    IReadOnlyList<string> MeasuredPrompts,
    GenerationRequest OpenRequest,
    string NegativePrompt,
    IReadOnlyList<ulong> NegativeSeeds);
