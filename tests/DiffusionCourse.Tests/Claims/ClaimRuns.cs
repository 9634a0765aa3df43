using DiffusionCourse.Metrics;
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
        Settings.GuidanceScales.Request, guidanceScales: [Settings.GuidanceScales.MeasuredScales[0], Settings.GuidanceScales.MeasuredScales[^1]], prompts: Settings.GuidanceScales.MeasuredPrompts));

    /// <summary>Part 5: distance of the latents to the reference, by scheduler and step count.</summary>
    public Task<Dictionary<(string Scheduler, int Steps), double>> Convergence() => Once(nameof(Convergence), async () =>
    {
        var s = Settings.StepCount;
        var reference = await Pipeline.GenerateAsync(s.Request with { Steps = s.ReferenceSteps });
        var sweep = await Pipeline.SweepAsync(s.Request, steps: s.ConvergenceSteps, schedulers: s.Schedulers);
        return sweep.Results.ToDictionary(r => (r.Scheduler, r.Request.Steps), r => ImageMetrics.RootMeanSquaredError([.. r.Latents], [.. reference.Latents]));
    });

    /// <summary>Part 7: the grid, and the finished pictures below it.</summary>
    public Task<SweepResult> Grid() => Once(nameof(Grid), () => Pipeline.SweepAsync(
        Settings.GuidanceBySteps.Request, guidanceScales: Settings.GuidanceBySteps.Scales, steps: [.. Settings.GuidanceBySteps.Steps, Settings.GuidanceBySteps.ReferenceSteps]));

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
