using DiffusionCourse.Display;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

public sealed partial record CourseSettings
{
    /// <inheritdoc/>
    public string ToHtml() => ToTable().ToHtml();

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString();

    private HtmlTable ToTable() => new($"Settings of the course: {Reason}", ["part", "prompt", "steps", "guidance", "pictures with"],
    [
        Row("2", FirstPicture.Request, Steps(FirstPicture.Request), "", Seeds(FirstPicture.Seeds)),
        Row("3", GuidanceMathematics.Request, Steps(GuidanceMathematics.Request), List(GuidanceMathematics.MeasuredScales), ""),
        Row("4", GuidanceScales.Request, Steps(GuidanceScales.Request), "", Seeds(GuidanceScales.NegativeSeeds)),
        Row("5", StepCount, "", "", ""),
        Row("6", QualityAndSpeed.Request, "", "", Seeds(QualityAndSpeed.Seeds)),
        Row("7", GuidanceBySteps, "", "", ""),
        Row("8", Optimisation.Request, List(Optimisation.Steps), "", $"{List(Optimisation.Threads)} threads"),
        Row("9", Denoising.Request, Steps(Denoising.Request), "", Denoising.Request.Scheduler),
        Row("10", Noise.Request, Steps(Noise.Request), "", $"t = {List(Noise.Timesteps)}"),
        Row("11", Cost.Request, Steps(Cost.Request), "", $"{NumberText.Of(Cost.Runs)} runs"),
        Row("12", Takeaways.Request, Steps(Takeaways.Request), "", Seeds(Takeaways.Seeds)),
    ]);

    private object?[] Row(string part, GenerationRequest request, string steps, string scales, string pictures) =>
        [part, request.Prompt, steps, scales.Length > 0 ? scales : NumberText.Of(request.GuidanceScale ?? GuidanceScale), pictures];

    private static string Steps(GenerationRequest request) => NumberText.Of(request.Steps);

    private static string Seeds(IEnumerable<ulong> seeds) => $"seeds {List(seeds)}";

    private static string List<T>(IEnumerable<T> values) => string.Join(", ", values.Select(value => NumberText.Of(value)));
}
