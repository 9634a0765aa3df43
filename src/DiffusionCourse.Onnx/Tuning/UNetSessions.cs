using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>The UNet's session in the arrangement that suits the machine, and the predictors bound to it, reused by shape.</summary>
internal sealed class UNetSessions : IDisposable
{
    internal const string Question = "guided step: concurrent calls, or a batch of two";
    private readonly Network _network;
    private readonly FullThreadSession? _fullThread;
    private readonly IdlePredictors _idle = new();
    private GuidanceArrangement? _besideOthers;
    private int _rented;
    private int _disposed;

    private UNetSessions(Network network, FullThreadSession? lone, UNetModel model, GuidanceArrangement arrangement)
    {
        _network = network;
        _fullThread = lone;
        Model = model;
        Arrangement = arrangement;
    }

    public UNetModel Model { get; }

    /// <summary>How guided steps are run: never <see cref="GuidanceArrangement.Auto"/>.</summary>
    public GuidanceArrangement Arrangement { get; private set; }

    /// <summary>How guided steps are run while other pictures are drawn, which keep the other cores busy.</summary>
    public GuidanceArrangement ArrangementBesideOthers
        => Arrangement == GuidanceArrangement.ConcurrentCalls ? _besideOthers ?? Arrangement : Arrangement;

    /// <summary>Whether an evaluation that runs alone has a session of its own by now.</summary>
    public bool HasFullThreadSession => _fullThread?.Graph is not null;

    /// <summary>Batches of a sweep that run side by side, each on the session's threads.</summary>
    public int Workers => Arrangement == GuidanceArrangement.ConcurrentCalls ? 2 : 1;

    /// <summary>Loads the graph, and where it is not known which arrangement is faster here, times them.</summary>
    /// <param name="path">The graph.</param>
    /// <param name="config">The UNet's config.json.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="wanted">The arrangement, or <see cref="GuidanceArrangement.Auto"/>.</param>
    /// <param name="allowedThreads">Threads, where they are limited.</param>
    /// <param name="memory">What was faster before. Default: the user's.</param>
    /// <param name="notices">Takes what the reader should know of loading and of the runs. Default: nobody reads it.</param>
    /// <param name="quiet">Ends when whatever else is loaded at the same time is there: a core that is busy with that would decide what is
    /// faster. Default: nothing else is.</param>
    public static UNetSessions Load(
        string path, ComponentConfig? config, InferenceDevice device, GuidanceArrangement wanted, int? allowedThreads,
        ChoiceMemory? memory = null, NoticeList? notices = null, Task? quiet = null)
    {
        memory ??= ChoiceMemory.OfUser;
        notices ??= new();
        var threads = allowedThreads ?? Environment.ProcessorCount;
        if (wanted == GuidanceArrangement.Auto && allowedThreads is not null)
        {
            wanted = GuidanceArrangement.BatchOfTwo;
        }

        var isChosenHere = wanted == GuidanceArrangement.Auto;
        if (isChosenHere)
        {
            wanted = ArrangementChoice.WithoutMeasuring(path, device) ?? memory.FirstIsFaster(Question, path) switch
            {
                true => GuidanceArrangement.ConcurrentCalls,
                false => GuidanceArrangement.BatchOfTwo,
                null => GuidanceArrangement.Auto,
            };
        }

        quiet ??= Task.CompletedTask;
        var sessions = wanted == GuidanceArrangement.Auto ? Measure(path, config, device, threads, notices, memory, quiet)
            : Open(path, config, device, wanted, threads, notices);
        if (isChosenHere && sessions.Arrangement == GuidanceArrangement.ConcurrentCalls)
        {
            sessions._besideOthers = CallersChoice.Decide(sessions, memory, quiet);
        }

        return sessions;
    }

    /// <summary>A UNet that runs elsewhere, where there is nothing to choose but how a guided step's two evaluations are called.</summary>
    /// <param name="network">The UNet; it is disposed with the sessions.</param>
    /// <param name="config">The UNet's config.json.</param>
    /// <param name="wanted">The arrangement.</param>
    public static UNetSessions Over(Network network, ComponentConfig? config, GuidanceArrangement wanted)
    {
        var model = new UNetModel(network, config);
        return new(network, lone: null, model, model.Possible(wanted));
    }

    /// <summary>A predictor for one picture of a shape, to be given back with <see cref="Return"/>.</summary>
    public NoisePredictor Rent(UNetShape shape)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var arrangement = Interlocked.Increment(ref _rented) == 1 ? Arrangement : ArrangementBesideOthers;
        try
        {
            if (_idle.Take(shape) is not { } predictor)
            {
                return new NoisePredictor(_network, _fullThread, Model, arrangement, shape);
            }

            predictor.Arrange(arrangement);
            return predictor;
        }
        catch
        {
            Interlocked.Decrement(ref _rented);
            throw;
        }
    }

    /// <summary>The UNet bound for a batch; belongs to the caller.</summary>
    public UNetBinding OpenBatch(int rows, UNetShape shape)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return new UNetBinding(_network, Model, rows, shape);
    }

    /// <summary>Takes a predictor back, and learns from it where memory did not suffice for its arrangement.</summary>
    public void Return(NoisePredictor predictor)
    {
        Interlocked.Decrement(ref _rented);
        if (predictor.Arrangement == GuidanceArrangement.SequentialCalls)
        {
            GiveUpBatches();
        }

        _idle.Add(predictor);
    }

    private void GiveUpBatches()
    {
        if (Arrangement != GuidanceArrangement.SequentialCalls)
        {
            Arrangement = GuidanceArrangement.SequentialCalls;
            _network.Notices.Add(
                $"Memory for '{_network.Location}' did not suffice for both UNet evaluations of a step at once: guidance runs in two "
                    + "calls, one after the other.");
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _idle.Dispose();
        _fullThread?.Dispose();
        _network.Dispose();
    }

    private static UNetSessions Open(
        string path, ComponentConfig? config, InferenceDevice device, GuidanceArrangement arrangement, int threads, NoticeList notices)
    {
        var graph = Open(path, device, ArrangementChoice.Threads(arrangement, threads), notices);
        try
        {
            var model = new UNetModel(graph, config);
            var possible = model.Possible(arrangement);
            var shares = ArrangementChoice.Threads(possible, threads) < threads && ArrangementChoice.IsSmall(path);
            var lone = shares ? new FullThreadSession(() => OnnxGraph.Load(path, device, threads, notices)) : null;
            return new(graph, lone, model, possible);
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    // ONNX Runtime refuses to record a graph some of whose nodes run on the CPU when the session is made.
    private static OnnxGraph Open(string path, InferenceDevice device, int threads, NoticeList notices)
    {
        if (device is { IsCuda: true, Cuda.CudaGraph: true })
        {
            try
            {
                return OnnxGraph.Load(path, device with { Replays = true }, threads, notices);
            }
            catch (ModelException error) when (
                error.InnerException is OnnxRuntimeException cause && !DeviceMemoryException.IsMeantBy(cause))
            {
                notices.Add($"The UNet runs without a CUDA graph: {RuntimeMessage.Of(cause)}.");
            }
        }

        return OnnxGraph.Load(path, device, threads, notices);
    }

    private static UNetSessions Measure(
        string path, ComponentConfig? config, InferenceDevice device, int threads, NoticeList notices, ChoiceMemory memory, Task quiet)
    {
        var batch = Open(path, config, device, GuidanceArrangement.BatchOfTwo, threads, notices);
        if (batch.Model.TakesPairsOnly)
        {
            return batch;
        }

        UNetSessions? calls = null;
        try
        {
            calls = Open(path, config, device, GuidanceArrangement.ConcurrentCalls, threads, notices);
            quiet.Wait();
            var callsWin = memory.Remember(Question, path, ArrangementChoice.Measure(calls, batch));
            var (winner, loser) = callsWin ? (calls, batch) : (batch, calls);
            loser.Dispose();
            return winner;
        }
        catch
        {
            calls?.Dispose();
            batch.Dispose();
            throw;
        }
    }
}
