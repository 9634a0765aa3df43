using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Speed;

/// <summary>Compares, on the machine at hand, the pipeline with the bare calls, and the ways in which the calls can be made.</summary>
/// <param name="model">What is run.</param>
/// <param name="steps">Guided steps of a picture.</param>
/// <param name="rounds">Times that each contender is timed.</param>
/// <param name="command">Runs the course's command with these arguments, in a process of its own.</param>
/// <param name="stage">Told what is measured next.</param>
/// <param name="cancellation">Stops between two runs.</param>
internal sealed class SpeedBenchmark(
    ModelFolder model, int steps, int rounds, Action<IReadOnlyList<string>> command, Action<string> stage, CancellationToken cancellation)
{
    private const int SweptPictures = 8;
    private readonly InferenceDevice _cpu = InferenceDevice.Choose(DeviceChoice.Cpu);
    private readonly int _cores = Environment.ProcessorCount;
    private readonly List<SpeedSection> _sections = [];
    private readonly List<string> _notices = [];

    /// <summary>Runs every comparison that suits the model.</summary>
    public async Task<SpeedReport> RunAsync()
    {
        using var pipeline = await StableDiffusionPipeline.LoadAsync(model.FullPath, new() { Device = DeviceChoice.Cpu }, cancellation);
        var request = new GenerationRequest("a red apple, flat style, blue background") { Steps = steps, GuidanceScale = 3 };
        var ratio = Overhead(pipeline, request);
        if (ArrangementChoice.IsSmall(model.UNet))
        {
            Compare("threads (one session, batch of two)", ThreadCounts().Select(count => ($"{count}", Batch(count, _ => { }))));
            Compare("threads that wait (batch of two, all threads)",
            [
                ("stopped after each run: as the pipeline has it", Batch(_cores, _ => { })),
                (
                    "spinning on: ONNX Runtime's default",
                    Batch(_cores, options => options.AddSessionConfigEntry("session.force_spinning_stop", "0"))),
                ("never spinning", Batch(_cores, options => options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"))),
                .. SharedPool(),
            ]);
            Compare("graph optimisation (batch of two, all threads)", Enum.GetValues<GraphOptimizationLevel>().Order().Reverse()
                .Select(level => (level.ToString(), Batch(_cores, options => options.GraphOptimizationLevel = level))));
            Loading();
            StartUp(pipeline.Arrangement, request);
            await SweepsAsync(request);
        }
        else
        {
            _notices.Add(
                "Threads, spinning, optimisation levels, cached graphs, start-up and sweeps are compared for models of at most 256 MB a "
                    + "network: this one would need its sessions several times over in memory.");
        }

        var runtimes = $".NET {Environment.Version}, ONNX Runtime {OrtEnv.Instance().GetVersionString()}";
        return new(model.Name, Invariant($"{_cores} cores, {RuntimeInformation.RuntimeIdentifier}, {runtimes}"),
            steps, rounds, pipeline.Arrangement.ToString(), ratio, Allocations.PerStep(pipeline, request),
            Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, _sections, _notices);
    }

    private double Overhead(StableDiffusionPipeline pipeline, GenerationRequest request)
    {
        stage("the pipeline beside the bare calls");
        GuidanceArrangement[] arrangements = ArrangementChoice.IsSmall(model.UNet) && _cores > 1
            ? [
                GuidanceArrangement.BatchOfTwo, GuidanceArrangement.ConcurrentCalls, GuidanceArrangement.SequentialCalls,
            ] : [pipeline.Arrangement];
        var floors = arrangements.Select(arrangement => BareCalls.Open(model, arrangement)).ToArray();
        try
        {
            var times = Contest.Run(
                [
                    new("pipeline", () => pipeline.GenerateAsync(request, cancellation: cancellation).GetAwaiter().GetResult()),
                    .. floors.Select(floor => new Contender($"bare calls, {floor.Name}", () => floor.Picture(steps))),
                ],
                rounds, null, cancellation);
            _sections.Add(SpeedSection.Of($"a picture: {steps} guided steps and the decode", times));
            return times[0].RatioTo(times.Skip(1).MinBy(time => time.Median)!);
        }
        finally
        {
            Array.ForEach(floors, floor => floor.Dispose());
        }
    }

    private void Compare(string title, IEnumerable<(string Name, Func<string, BareCalls> Open)> contenders)
    {
        stage(title);
        var opened = new List<BareCalls>();
        try
        {
            foreach (var (name, open) in contenders)
            {
                cancellation.ThrowIfCancellationRequested();
                opened.Add(open(name));
            }

            _sections.Add(
                SpeedSection.Of(
                    title,
                    Contest.Run(
                        [.. opened.Select(calls => new Contender(calls.Name, () => calls.Picture(steps)))], rounds, null, cancellation)));
        }
        finally
        {
            opened.ForEach(calls => calls.Dispose());
        }
    }

    private Func<string, BareCalls> Batch(int threads, Action<SessionOptions> change) => name =>
    {
        return new(name, Open(model.UNet), Open(model.VaeDecoder), GuidanceArrangement.BatchOfTwo, BareCalls.SideOf(model));

        InferenceSession Open(string path)
        {
            using var options = SessionSettings.Create(_cpu, threads);
            change(options);
            return new InferenceSession(path, options);
        }
    };

    // Only a process whose first call asks for a shared pool has one.
    private IEnumerable<(string Name, Func<string, BareCalls> Open)> SharedPool()
    {
        if (SharedThreadPool.IsThere)
        {
            return [("one pool for all sessions", Batch(_cores, options => options.DisablePerSessionThreads()))];
        }

        _notices.Add("A pool shared by all sessions was left out: the process had started ONNX Runtime without one.");
        return [];
    }

    private void Loading()
    {
        stage("loading the UNet");
        var threads = Math.Max(1, _cores / 2);
        _sections.Add(SpeedSection.Of("loading the UNet", Contest.Run(
            [
                new("optimised graph from the cache", () => OptimisedGraphs.OfUser.Open(model.UNet, _cpu, threads).Dispose()),
                new("optimised anew", () =>
                {
                    using var options = SessionSettings.Create(_cpu, threads);
                    new InferenceSession(model.UNet, options).Dispose();
                }),
            ],
            rounds, null, cancellation)));
    }

    // The whole of a process beside what has to be done in it; the latter in this process, where code is compiled already.
    private void StartUp(GuidanceArrangement arrangement, GenerationRequest request)
    {
        const string title = "from the start of a process to its end";
        stage(title);
        var folder = Directory.CreateTempSubdirectory("course-bench-").FullName;
        try
        {
            string[] generate =
            [
                "generate", request.Prompt, "--model", model.FullPath, "--device", "cpu", "--out", Path.Combine(folder, "picture.png"),
                "--steps", steps.ToString(CultureInfo.InvariantCulture), "--guidance",
                request.GuidanceScale!.Value.ToString(CultureInfo.InvariantCulture),
            ];
            _sections.Add(SpeedSection.Of(title, Contest.Run(
                [
                    new("sessions loaded from the cache and the bare calls, in a process that runs already", () =>
                        BareStart.Run(model, arrangement, steps)),
                    new("course generate", () => command(generate)),
                    new("course --version: what starting the command takes", () => command(["--version"])),
                ],
                rounds, null, cancellation)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task SweepsAsync(GenerationRequest request)
    {
        stage($"a sweep of {SweptPictures} pictures");
        using var together = await LoadAsync(SweepMode.Together, GuidanceArrangement.Auto);
        using var alone = await LoadAsync(SweepMode.OneByOne, GuidanceArrangement.Auto);
        using var plain = await LoadAsync(SweepMode.OneByOne, GuidanceArrangement.BatchOfTwo);
        ulong[] seeds = [.. Enumerable.Range(1, SweptPictures).Select(seed => (ulong)seed)];
        _sections.Add(SpeedSection.Of($"a sweep of {SweptPictures} pictures", Contest.Run(
            [
                new("drawn together", () => Draw(together)), new($"one by one, {alone.Arrangement}", () => Draw(alone)),
                new($"one by one, {plain.Arrangement}, on all threads", () => Draw(plain)),
            ],
            Math.Min(rounds, 5), null, cancellation)));

        void Draw(StableDiffusionPipeline pipeline)
            => pipeline.SweepAsync(request, seeds: seeds, cancellation: cancellation).GetAwaiter().GetResult();

        Task<StableDiffusionPipeline> LoadAsync(SweepMode sweeps, GuidanceArrangement arrangement)
            => StableDiffusionPipeline.LoadAsync(
                model.FullPath, new() { Device = DeviceChoice.Cpu, Sweeps = sweeps, Arrangement = arrangement }, cancellation);
    }

    private IEnumerable<int> ThreadCounts()
    {
        yield return _cores;
        for (var count = _cores / 2; count >= 1; count /= 2)
        {
            yield return count;
        }
    }
}
