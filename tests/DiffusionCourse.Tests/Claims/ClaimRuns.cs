using DiffusionCourse.Pipelines;
using DiffusionCourse.Settings;

namespace DiffusionCourse.Tests.Claims;

/// <summary>The runs of the notebooks that claims are about, each made once.</summary>
public sealed class ClaimRuns
{
    private readonly Dictionary<string, Task> _made = [];
    private StableDiffusionPipeline? _pipeline;

    public StableDiffusionPipeline Pipeline => _pipeline!;

    public CourseSettings Settings => Course.SettingsFor(Pipeline);

    public ClaimRuns On(StableDiffusionPipeline with)
    {
        _pipeline = with;
        return this;
    }

    /// <summary>Part 4: all prompts at both ends of the measured scales.</summary>
    public Task<SweepResult> Ends() => Once(nameof(Ends), () => Pipeline.SweepAsync(
        Settings.GuidanceScales.Request, guidanceScales: [1, 20], prompts: Settings.GuidanceScales.MeasuredPrompts));

    /// <summary>Part 3: the steps of a run at one guidance scale.</summary>
    public Task<List<DenoisingStep>> Steps(GenerationRequest request) => Once(request.ToString(), async () =>
    {
        List<DenoisingStep> steps = [];
        await foreach (var step in Pipeline.DenoiseAsync(request))
        {
            steps.Add(step);
        }

        return steps;
    });

    public Task<GenerationResult> Draw(GenerationRequest request) => Once("draw " + request, () => Pipeline.GenerateAsync(request));

    private Task<T> Once<T>(string name, Func<Task<T>> make)
    {
        if (!_made.TryGetValue(name, out var task))
        {
            _made[name] = task = make();
        }

        return (Task<T>)task;
    }
}
