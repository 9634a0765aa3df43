using System.Globalization;
using DiffusionCourse.Display;

namespace DiffusionCourse.Pipelines;

public sealed partial class StableDiffusionPipeline
{
    /// <summary>
    /// Draws a picture for every value of one setting, or for every pair of two: the first one named below varies along the
    /// columns, the second along the rows. All else stays as the request has it, the seed included. Pictures may be drawn together
    /// (see <see cref="PipelineOptions.Sweeps"/>): they are the same as drawn alone, and their times are shared out as
    /// <see cref="GenerationTimings.DrawnTogether"/> says.
    /// </summary>
    /// <param name="request">What all pictures share.</param>
    /// <param name="guidanceScales">Guidance scales to compare.</param>
    /// <param name="steps">Numbers of steps to compare.</param>
    /// <param name="seeds">Seeds to compare.</param>
    /// <param name="schedulers">Schedulers to compare.</param>
    /// <param name="prompts">Prompts to compare.</param>
    /// <param name="negativePrompts">Negative prompts to compare.</param>
    /// <param name="progress">Told after every picture. Default: a progress bar in a notebook.</param>
    /// <param name="cancellation">Stops inside a native call; a notebook's Stop button does the same.</param>
    /// <exception cref="ArgumentException">No setting or more than two are varied, or a value is out of its limits; nothing was
    /// computed.</exception>
    public async Task<SweepResult> SweepAsync(
        GenerationRequest request,
        IReadOnlyList<double>? guidanceScales = null,
        IReadOnlyList<int>? steps = null,
        IReadOnlyList<ulong>? seeds = null,
        IReadOnlyList<string>? schedulers = null,
        IReadOnlyList<string>? prompts = null,
        IReadOnlyList<string>? negativePrompts = null,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        SweepAxis[] axes =
        [
            .. new[]
            {
                SweepAxis.For(
                    guidanceScales, nameof(guidanceScales), "guidance scale", w => $"w = {SweepAxis.Number(w)}",
                    (basis, w) => basis with { GuidanceScale = w }),
                SweepAxis.For(
                    steps, nameof(steps), "number of steps", n => n == 1 ? "1 step" : $"{n.ToString(CultureInfo.InvariantCulture)} steps",
                    (basis, n) => basis with { Steps = n }),
                SweepAxis.For(seeds, nameof(seeds), "seed", seed => Invariant($"seed {seed}"), (basis, seed) => basis with { Seed = seed }),
                SweepAxis.For(
                    schedulers, nameof(schedulers), "scheduler", name => _parts.Scheduler(name).DisplayName,
                    (basis, name) => basis with { Scheduler = name }),
                SweepAxis.For(
                    prompts, nameof(prompts), "prompt", text => text.Length == 0 ? "(no prompt)" : text,
                    (basis, text) => basis with { Prompt = text }),
                SweepAxis.For(
                    negativePrompts, nameof(negativePrompts), "negative prompt",
                    text => text.Length == 0 ? "no negative prompt" : $"negative: {text}",
                    (basis, text) => basis with { NegativePrompt = text }),
            }.OfType<SweepAxis>(),
        ];
        if (axes.Length is 0 or > 2)
        {
            throw new ArgumentException(
                $"A sweep varies one or two settings; {axes.Length} were named. Name one or two of guidanceScales, steps, seeds, "
                    + "schedulers, prompts, negativePrompts.");
        }

        return await SweepAsync(request, axes[0], axes.Length > 1 ? axes[1] : null, progress, cancellation);
    }

    /// <summary>Draws pictures of any requests, several at a time where servers draw them.</summary>
    /// <param name="requests">What to draw. All are checked before any is drawn.</param>
    /// <param name="drawn">Given each picture's place and the picture as soon as it is there, one at a time, in any order.</param>
    /// <param name="cancellation">Stops; what was handed over stays.</param>
    internal async Task DrawEachAsync(
        IReadOnlyList<GenerationRequest> requests, Action<int, GenerationResult> drawn, CancellationToken cancellation)
    {
        var resolved = requests.Select(Resolve).ToArray();
        await Task.Run(() => DrawAll(resolved, drawn, cancellation), cancellation);
    }

    private async Task<SweepResult> SweepAsync(
        GenerationRequest request, SweepAxis columns, SweepAxis? rows, IProgress<GenerationProgress>? progress,
        CancellationToken cancellation)
    {
        Func<GenerationRequest, GenerationRequest>[] unchanged = [same => same];
        var requests = (rows?.Changes ?? unchanged)
            .Select(row => columns.Changes.Select(column => Resolve(column(row(request)))).ToArray()).ToArray();
        var total = requests.Sum(row => row.Length);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, NotebookHost.CancellationToken);
        using var shown = progress is null ? ProgressDisplay.Start("Drawing the pictures", total, "pictures") : null;
        var done = 0;
        var drawn = await Task.Run(() => DrawAll([.. requests.SelectMany(row => row)], Report, stop.Token), stop.Token);
        shown?.Complete();
        var samePrompt = requests.SelectMany(row => row).All(one => one.Request.Prompt == request.Prompt);
        return new SweepResult(samePrompt ? request.Prompt : "Prompts compared", rows, columns, [.. drawn.Chunk(requests[0].Length)]);

        void Report(int index, GenerationResult result)
        {
            done++;
            shown?.Report(done);
            progress?.Report(new(GenerationStage.Drawing, done, total));
        }
    }
}
