using System.Diagnostics;
using DiffusionCourse.Files;

namespace DiffusionCourse.Inference;

/// <summary>Which arrangement of the guided step is fastest on this machine.</summary>
internal static class ArrangementChoice
{
    // Above this a second session would cost more memory and time than the measurement is worth, and one large run
    // uses all cores well by itself.
    private const long LargestMeasuredBytes = 256L << 20;

    /// <summary>The choice where nothing needs to be measured, else null.</summary>
    public static GuidanceArrangement? WithoutMeasuring(string path, InferenceDevice device)
        => device.IsCuda || Environment.ProcessorCount < 2 || !IsSmall(path) ? GuidanceArrangement.BatchOfTwo : null;

    /// <summary>Threads of the session's pool: all that are allowed for one run, half of them for each of two.</summary>
    public static int Threads(GuidanceArrangement arrangement, int allowed)
        => arrangement == GuidanceArrangement.ConcurrentCalls ? Math.Max(1, allowed / 2) : allowed;

    /// <summary>Runs both by turns, on the model's own size.</summary>
    public static PairedMeasurement Measure(UNetSessions first, UNetSessions second)
    {
        using var one = new Contender(first);
        using var two = new Contender(second);
        return PairedMeasurement.Of(one.Run, two.Run);
    }

    /// <summary>Whether measuring costs little time and memory. External weights lie beside the graph.</summary>
    public static bool IsSmall(string path)
        => new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).EnumerateFiles().Sum(file =>
            FileSize.Of(file.FullName) ?? 0) <= LargestMeasuredBytes;

    private sealed class Contender : IDisposable
    {
        private readonly UNetSessions _sessions;
        private readonly NoisePredictor _predictor;
        private readonly RunControl _control = new();
        private readonly float[] _sample;

        public Contender(UNetSessions sessions)
        {
            _sessions = sessions;
            var shape = sessions.Model.UsualShape;
            _predictor = sessions.Rent(shape);
            var nothing = new TextEmbedding(new float[shape.Context * shape.TextWidth], shape.Context, shape.TextWidth);
            _predictor.Begin(nothing, nothing, _control);
            _sample = new float[_predictor.Length];
            // The first run sets up memory.
            Run();
        }

        public TimeSpan Run()
        {
            var start = Stopwatch.GetTimestamp();
            _predictor.Evaluate(_sample, 500, both: true);
            return Stopwatch.GetElapsedTime(start);
        }

        public void Dispose()
        {
            _sessions.Return(_predictor);
            _control.Dispose();
        }
    }
}
