using System.Diagnostics;
using DiffusionCourse.Inference;
using DiffusionCourse.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Cost.Roofline;

/// <summary>
/// Times one operation as the difference between a long and a short chain of it, so that what surrounds it, copies to a GPU
/// included, does not count.
/// </summary>
internal sealed class MeasuredChain : IDisposable
{
    // The two least decide, so that the median of five is left to the machine.
    private const int FewestTurns = 5;
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromMilliseconds(8), Enough = TimeSpan.FromMilliseconds(400);
    private readonly int _operations;
    private readonly ChainInputs[] _inputs;
    private readonly Lazy<Length> _shorter;
    private readonly Lazy<Length> _longer;
    private TimeSpan _spent;
    private int _turns;

    /// <summary>Two chains that are still to be opened.</summary>
    /// <param name="graph">The chain of a number of operations.</param>
    /// <param name="few">Operations of the short one.</param>
    /// <param name="many">Operations of the long one.</param>
    /// <param name="options">Of the sessions.</param>
    /// <param name="calls">Calls side by side, 1 or 2: they share the time.</param>
    /// <param name="weight">The sides of a weight that is not in the graph, of each call its own; null for none.</param>
    public MeasuredChain(Func<int, OnnxGraphBuilder> graph, int few, int many, SessionOptions options, int calls, int? weight = null)
    {
        _operations = many - few;
        _inputs = [.. Enumerable.Range(0, calls).Select(_ => new ChainInputs(weight))];
        _shorter = new(() => new Length(graph(few), options, _inputs));
        _longer = new(() => new Length(graph(many), options, _inputs));
    }

    private Length Shorter => _shorter.Value;

    private Length Longer => _longer.Value;

    /// <summary>
    /// Seconds of one operation: the difference of the least times, which a busy moment does not change, stretched to the usual time.
    /// </summary>
    public double Seconds
    {
        get
        {
            // On a machine so busy that the difference vanishes, the whole chain is the bound.
            var difference = Longer.Least - Shorter.Least;
            return (difference > 0 ? difference : Longer.Least) * Longer.Median / Longer.Least / _operations / _inputs.Length;
        }
    }

    /// <summary>Opens both sessions.</summary>
    public void Open() => _ = (Shorter, Longer);

    /// <summary>
    /// Runs both, several times where they are short, and no more once their least times have come again or that has taken long enough.
    /// </summary>
    public void TakeTurn()
    {
        if (_spent > Enough || (_turns >= FewestTurns && Shorter.HasSettled && Longer.HasSettled))
        {
            return;
        }

        _turns++;
        var start = Stopwatch.GetTimestamp();
        do
        {
            Shorter.Run();
            Longer.Run();
        }
        while (Stopwatch.GetElapsedTime(start) < ShortestTurn);
        _spent += Stopwatch.GetElapsedTime(start);
    }

    public void Dispose()
    {
        foreach (var length in new[] { _shorter, _longer }.Where(length => length.IsValueCreated))
        {
            length.Value.Dispose();
        }

        Array.ForEach(_inputs, inputs => inputs.Dispose());
    }

    private sealed class Length : IDisposable
    {
        private const double Same = 0.01;
        private readonly InferenceSession _session;
        private readonly ChainInputs _inputs;
        private readonly ConcurrentHalf? _half;
        private readonly List<double> _seconds = [];

        public Length(OnnxGraphBuilder graph, SessionOptions options, ChainInputs[] inputs)
        {
            _session = new InferenceSession(graph.ToModel(), options);
            _inputs = inputs[0];
            _half = inputs.Length > 1 ? new ConcurrentHalf(() => Call(inputs[1])) : null;
        }

        public double Least => _seconds.Min();

        public double Median => Percentiles.MedianOf([.. _seconds]);

        /// <summary>Whether the least time was met more than once, so that it is no accident.</summary>
        public bool HasSettled => _seconds.Order().Take(2).ToArray() is [var least, var next] && next <= (1 + Same) * least;

        public void Run()
        {
            var start = Stopwatch.GetTimestamp();
            _half?.Start();
            try
            {
                Call(_inputs);
            }
            finally
            {
                _half?.Finish();
            }

            _seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        public void Dispose()
        {
            _half?.Dispose();
            _session.Dispose();
        }

        private void Call(ChainInputs inputs)
        {
            using var options = new RunOptions();
            using var outputs = _session.Run(options, inputs.Values, [MeasuringGraphs.End]);
        }
    }
}
