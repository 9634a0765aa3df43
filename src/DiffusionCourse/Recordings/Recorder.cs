using DiffusionCourse.Imaging;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Settings;

namespace DiffusionCourse.Recordings;

/// <summary>Draws the grids of parts 4, 5, 7 and 9 on any model and writes them as a <see cref="Recording"/>.</summary>
public static class Recorder
{
    private const int Quality = 85;
    private const ulong Seed = 42;

    // The original course's own.
    private static readonly double[] Scales = [1, 3, 7, 15];
    private static readonly int[] Steps = [5, 10, 25, 50];
    private static readonly double[] GridScales = [1, 5, 10, 15];
    private static readonly int[] GridSteps = [5, 15, 30];
    private const int FilmSteps = 30;
    private const int FilmEvery = 5;

    /// <summary>Draws and writes. An earlier recording in the folder is replaced when all is drawn.</summary>
    /// <param name="pipeline">The pipeline that draws.</param>
    /// <param name="folder">The folder to write; it is made.</param>
    /// <param name="progress">Told after every picture.</param>
    /// <param name="cancellation">Stops; nothing is written then.</param>
    /// <exception cref="IOException">The folder cannot be written, or holds files of another kind.</exception>
    public static async Task<Recording> RecordAsync(
        StableDiffusionPipeline pipeline, string folder, IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            && !File.Exists(Path.Combine(folder, Recording.FileName)))
        {
            throw new IOException($"{folder} holds files that are no recording. Name a folder that is empty or not there yet.");
        }

        var prompts = CourseSettings.For(pipeline.Prompts, pipeline.Device, pipeline.DefaultWidth, pipeline.DefaultHeight).Prompts;
        var counter = new Counter(progress, Scales.Length + Steps.Length + GridScales.Length * GridSteps.Length + FilmSteps);
        await pipeline.WarmUpAsync(cancellation);
        var scales = await SweepAsync(new(prompts.GuidanceScale) { Steps = 25 }, Scales, null);
        counter.Begin(scales.Results.Count);
        var steps = await SweepAsync(new(prompts.Steps), null, Steps);
        counter.Begin(steps.Results.Count);
        var both = await SweepAsync(new(prompts.Comparison), GridScales, GridSteps);
        counter.Begin(both.Results.Count);
        var film = await FilmAsync();

        var part = $"{folder}.{Environment.ProcessId}.part";
        Directory.CreateDirectory(part);
        try
        {
            var recording = new Recording
            {
                Model = pipeline.Model,
                Device = pipeline.Device.Name,
                Day = DateOnly.FromDateTime(DateTime.UtcNow),
                Version = typeof(Recorder).Assembly.GetName().Version?.ToString(3) ?? "unknown",
                Grids = [Written(4, scales), Written(5, steps), Written(7, both), Shown(film)],
            };
            await File.WriteAllTextAsync(Path.Combine(part, Recording.FileName), recording.ToJson(), cancellation);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(part, folder);
            return recording;
        }
        catch
        {
            Directory.Delete(part, recursive: true);
            throw;
        }

        async Task<List<DenoisingStep>> FilmAsync()
        {
            var request = new GenerationRequest(prompts.Denoising) { Steps = FilmSteps, Scheduler = "ddim", Seed = Seed };
            List<DenoisingStep> kept = [];
            await foreach (var step in pipeline.DenoiseAsync(request, cancellation))
            {
                counter.Report(new(GenerationStage.Denoising, step.Index, step.Count));
                if (step.Index % FilmEvery == 0)
                {
                    kept.Add(step);
                }
            }

            return kept;
        }

        Task<SweepResult> SweepAsync(GenerationRequest request, double[]? guidanceScales, int[]? steps)
            => pipeline.SweepAsync(request with { Seed = Seed }, guidanceScales, steps, progress: counter, cancellation: cancellation);

        RecordedGrid Written(int number, SweepResult sweep) => new(
            number, sweep.Title, sweep.Grid.ColumnTitles, sweep.Grid.RowTitles,
            [.. sweep.Rows.Select((row, y) => row.Select((result, x) => new RecordedPicture(
                Save(result.Image, $"part-{number}-{y}-{x}.webp"), result.UNetEvaluations, result.Timings.Total.TotalSeconds)).ToArray())]);

        RecordedGrid Shown(List<DenoisingStep> steps) => new(
            9, prompts.Denoising, [.. steps.Select(step => $"step {step.Index}")], ["on its way", "predicted picture"],
            [Frames(steps, "sample", step => step.DecodeLatents()), Frames(steps, "prediction", step => step.DecodePrediction())]);

        RecordedPicture[] Frames(List<DenoisingStep> steps, string name, Func<DenoisingStep, RgbImage> picture) =>
        [
            .. steps.Select(step => new RecordedPicture(Save(picture(step), $"part-9-{name}-{step.Index}.webp"), step.Evaluations, null)),
        ];

        string Save(RgbImage image, string name)
        {
            File.WriteAllBytes(Path.Combine(part, name), ImageCodec.EncodeWebP(image, Quality));
            return name;
        }
    }

    /// <summary>Counts pictures over all sweeps.</summary>
    private sealed class Counter(IProgress<GenerationProgress>? progress, int total) : IProgress<GenerationProgress>
    {
        private int _before;

        public void Begin(int pictures) => _before += pictures;

        public void Report(GenerationProgress value)
            => progress?.Report(value with { Completed = _before + value.Completed, Total = total });
    }
}
