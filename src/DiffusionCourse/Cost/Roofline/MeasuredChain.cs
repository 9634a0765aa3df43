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
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromMilliseconds(8), Enough = TimeSpan.FromMilliseconds(400);
    private readonly int _operations;
    private readonly int _calls;
    private readonly Length _shorter;
    private readonly Length _longer;
    private TimeSpan _spent;

    /// <summary>Opens both sessions.</summary>
    /// <param name="graph">The chain of a number of operations.</param>
    /// <param name="few">Operations of the short one.</param>
    /// <param name="many">Operations of the long one.</param>
    /// <param name="options">Of the sessions.</param>
    /// <param name="calls">Calls side by side, 1 or 2: they share the time.</param>
    public MeasuredChain(Func<int, OnnxGraphBuilder> graph, int few, int many, SessionOptions options, int calls)
    {
        _operations = many - few;
        _calls = calls;
        _shorter = new(graph(few), options, calls);
        _longer = new(graph(many), options, calls);
    }

    /// <summary>
    /// Seconds of one operation: the difference of the least times, which a busy moment does not change, stretched to the usual time.
    /// </summary>
    public double Seconds
    {
        get
        {
            // On a machine so busy that the difference vanishes, the whole chain is the bound.
            var difference = _longer.Least - _shorter.Least;
            return (difference > 0 ? difference : _longer.Least) * _longer.Median / _longer.Least / _operations / _calls;
        }
    }

    /// <summary>Runs both, several times where they are short, and no more once that has taken long enough.</summary>
    public void TakeTurn()
    {
        if (_spent > Enough)
        {
            return;
        }

        var start = Stopwatch.GetTimestamp();
        do
        {
            _shorter.Run();
            _longer.Run();
        }
        while (Stopwatch.GetElapsedTime(start) < ShortestTurn);
        _spent += Stopwatch.GetElapsedTime(start);
    }

    public void Dispose()
    {
        _shorter.Dispose();
        _longer.Dispose();
    }

    private sealed class Length : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly ConcurrentHalf? _half;
        private readonly List<double> _seconds = [];

        public Length(OnnxGraphBuilder graph, SessionOptions options, int calls)
        {
            _session = new InferenceSession(graph.ToModel(), options);
            _half = calls > 1 ? new ConcurrentHalf(Call) : null;
        }

        public double Least => _seconds.Min();

        public double Median => Percentiles.MedianOf([.. _seconds]);

        public void Run()
        {
            var start = Stopwatch.GetTimestamp();
            _half?.Start();
            try
            {
                Call();
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

        private void Call()
        {
            using var options = new RunOptions();
            using var one = OrtValue.CreateTensorValueFromMemory(new float[] { 1 }, [1]);
            using var outputs = _session.Run(
                options, new Dictionary<string, OrtValue> { [MeasuringGraphs.Start] = one }, [MeasuringGraphs.End]);
        }
    }
}
