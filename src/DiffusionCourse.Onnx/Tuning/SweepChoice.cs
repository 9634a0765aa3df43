using System.Diagnostics;

namespace DiffusionCourse.Inference;

/// <summary>Whether the pictures of a sweep are faster drawn together, on this machine, with this model.</summary>
internal static class SweepChoice
{
    private const int Pictures = 4;

    /// <summary>The mode for a sweep of pictures of one shape: never <see cref="SweepMode.Auto"/>.</summary>
    public static SweepMode Decide(UNetSessions sessions, InferenceDevice device, UNetShape shape, ChoiceMemory? memory = null)
    {
        memory ??= ChoiceMemory.OfUser;
        var path = sessions.Model.Location;
        if (!sessions.Model.TakesAnyBatch || device.IsCuda || !ArrangementChoice.IsSmall(path))
        {
            return SweepMode.OneByOne;
        }

        var question = $"sweep: together, or one by one; {sessions.Arrangement} {shape}";
        try
        {
            var together = memory.FirstIsFaster(question, path) ?? memory.Remember(question, path, Measure(sessions, shape));
            return together ? SweepMode.Together : SweepMode.OneByOne;
        }
        catch (Exception error) when (IsMemory(error))
        {
            return SweepMode.OneByOne; // Which needs least.
        }
    }

    private static bool IsMemory(Exception error) => error is DeviceMemoryException
        || (error is AggregateException all && all.InnerExceptions.All(one => one is DeviceMemoryException));

    // One step of as many guided pictures either way, by turns. Bits that differ in a batch of any size decide as well.
    private static PairedMeasurement Measure(UNetSessions sessions, UNetShape shape)
    {
        using var control = new RunControl();
        using var alone = new Contender(sessions, shape);
        if (!alone.GivesTheSameBits())
        {
            return PairedMeasurement.FirstIsUnfit;
        }

        var batches = Enumerable.Range(0, sessions.Workers).Select(_ => alone.OpenBatch(2 * Pictures)).ToArray();
        try
        {
            Together();
            return PairedMeasurement.Of(Together, OneByOne);
        }
        finally
        {
            foreach (var batch in batches)
            {
                batch.Dispose();
            }
        }

        TimeSpan Together()
        {
            var start = Stopwatch.GetTimestamp();
            Parallel.ForEach(batches, batch => batch.Run(ProbeInputs.Timestep, control));
            return Stopwatch.GetElapsedTime(start);
        }

        TimeSpan OneByOne()
        {
            var start = Stopwatch.GetTimestamp();
            alone.Run(Pictures * batches.Length);
            return Stopwatch.GetElapsedTime(start);
        }
    }

    private sealed class Contender : IDisposable
    {
        private readonly UNetSessions _sessions;
        private readonly RunControl _control = new();
        private readonly UNetShape _shape;
        private readonly NoisePredictor _predictor;
        private readonly ProbeInputs _inputs;

        public Contender(UNetSessions sessions, UNetShape shape)
        {
            _sessions = sessions;
            _shape = shape;
            _predictor = sessions.Rent(_shape);
            _inputs = ProbeInputs.Of(_shape, _predictor.Length);
            _predictor.Begin(_inputs.Text, _inputs.Negative, _control);
        }

        public UNetBinding OpenBatch(int rows)
        {
            var batch = _sessions.OpenBatch(rows, _shape);
            for (var row = 0; row < batch.Rows; row++)
            {
                batch.WriteSample(row, _inputs.Sample);
                batch.WriteText(row, row % 2 == 0 ? _inputs.Text : _inputs.Negative, guidanceScale: 1);
            }

            return batch;
        }

        public void Run(int pictures)
        {
            for (var picture = 0; picture < pictures; picture++)
            {
                _predictor.Evaluate(_inputs.Sample, ProbeInputs.Timestep, both: true);
            }
        }

        // A matrix product may sum in another order for one row than for several.
        public bool GivesTheSameBits()
        {
            _predictor.Evaluate(_inputs.Sample, ProbeInputs.Timestep, both: false);
            var conditional = _predictor.Conditional.ToArray();
            Run(1);
            if (!_predictor.Conditional.SequenceEqual(conditional))
            {
                return false;
            }

            for (var rows = 1; rows <= 2 * Pictures; rows++)
            {
                using var batch = OpenBatch(rows);
                batch.Run(ProbeInputs.Timestep, _control);
                if (!IsEqual(batch))
                {
                    return false;
                }
            }

            return true;
        }

        private bool IsEqual(UNetBinding batch)
        {
            var output = new float[batch.Length];
            for (var row = 0; row < batch.Rows; row++)
            {
                batch.ReadOutput(row, output);
                if (!output.AsSpan().SequenceEqual(row % 2 == 0 ? _predictor.Conditional : _predictor.Unconditional))
                {
                    return false;
                }
            }

            return true;
        }

        public void Dispose()
        {
            _sessions.Return(_predictor);
            _control.Dispose();
        }
    }
}
