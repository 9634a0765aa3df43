using System.Collections.Concurrent;
using DiffusionCourse.Inference;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Tests.Inference;

/// <summary>Predictors wait for the next picture of their size: a few of them, however many sizes are drawn.</summary>
public sealed class IdlePredictorTests
{
    private const int Height = 4, Context = 2, TextWidth = 8, Sizes = 20;

    [Fact]
    public void However_many_sizes_are_drawn_a_few_stay_and_the_longest_unused_goes()
    {
        var network = new CountedNetwork();
        using var sessions = UNetSessions.Over(network, config: null, GuidanceArrangement.ConcurrentCalls);
        var inUse = sessions.Rent(ShapeOf(1));
        var each = network.Bound;
        NoisePredictor[] drawn = [.. Enumerable.Range(2, Sizes).Select(size => Draw(sessions, ShapeOf(size)))];
        Assert.Equal((1 + IdlePredictors.Most) * each, network.Bound);

        // What is used again is the newest: the next size takes the place of the one after it.
        var (oldest, next) = (drawn[^IdlePredictors.Most], drawn[^(IdlePredictors.Most - 1)]);
        Assert.Same(oldest, Draw(sessions, oldest.Shape));
        Draw(sessions, ShapeOf(Sizes + 2));
        Assert.Same(oldest, Draw(sessions, oldest.Shape));
        Assert.NotSame(next, Draw(sessions, next.Shape));
        Assert.Equal((1 + IdlePredictors.Most) * each, network.Bound);

        sessions.Dispose();
        Assert.Equal(each, network.Bound);
        sessions.Return(inUse);
        Assert.Equal(0, network.Bound);
    }

    [Fact]
    public void From_many_threads_none_is_used_twice_at_a_time_or_freed_in_use()
    {
        var network = new CountedNetwork();
        using var sessions = UNetSessions.Over(network, config: null, GuidanceArrangement.BatchOfTwo);
        var inUse = new ConcurrentDictionary<NoisePredictor, int>();
        var text = new TextEmbedding(new float[Context * TextWidth], Context, TextWidth);
        Parallel.For(0, 400, picture =>
        {
            var predictor = sessions.Rent(ShapeOf(1 + picture % Sizes));
            Assert.True(inUse.TryAdd(predictor, picture));
            using var control = new RunControl();
            predictor.Begin(text, text, control);
            predictor.Evaluate(new float[predictor.Length], 500, both: true);
            Assert.True(inUse.TryRemove(predictor, out _));
            sessions.Return(predictor);
        });
        sessions.Dispose();
        Assert.Equal(0, network.Bound);
    }

    private static UNetShape ShapeOf(int size) => new(Height, size, Context, TextWidth);

    private static NoisePredictor Draw(UNetSessions sessions, UNetShape shape)
    {
        var predictor = sessions.Rent(shape);
        sessions.Return(predictor);
        return predictor;
    }

    /// <summary>A UNet that computes nothing, counts what is bound to it, and refuses to run what was freed.</summary>
    private sealed class CountedNetwork : Network
    {
        private int _bound;

        public int Bound => _bound;

        public override string Location => "counted";

        public override NoticeList Notices { get; } = new();

        public override IReadOnlyList<TensorSignature> Inputs { get; } =
        [
            new("sample", TensorElementType.Float, [-1, 4, -1, -1], []),
            new("timestep", TensorElementType.Float, [], []),
            new("encoder_hidden_states", TensorElementType.Float, [-1, -1, TextWidth], []),
        ];

        public override IReadOnlyList<TensorSignature> Outputs { get; } = [new("out_sample", TensorElementType.Float, [-1, 4, -1, -1], [])];

        public override INetworkRun Bind(IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, TensorBuffer result)
            => new Binding(this);

        public override NetworkOutput Run(IReadOnlyList<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, RunControl control)
            => throw new NotSupportedException();

        public override void Dispose()
        {
        }

        private sealed class Binding : INetworkRun
        {
            private readonly CountedNetwork _network;
            private bool _disposed;

            public Binding(CountedNetwork network)
            {
                _network = network;
                Interlocked.Increment(ref network._bound);
            }

            public void Run(RunControl control) => ObjectDisposedException.ThrowIf(_disposed, this);

            public void Dispose()
            {
                _disposed = true;
                Interlocked.Decrement(ref _network._bound);
            }
        }
    }
}
