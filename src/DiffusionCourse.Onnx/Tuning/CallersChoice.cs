using System.Diagnostics;

namespace DiffusionCourse.Inference;

/// <summary>
/// Whether pictures that are drawn at the same time are faster with a batch of two on its caller's share of the threads than with two
/// concurrent calls each, which would be twice as many as there are cores for.
/// </summary>
internal static class CallersChoice
{
    private const int Callers = 2, Steps = 3;
    internal const string Question = "guided steps of two pictures at once: a batch of two each, or concurrent calls";

    /// <summary>The arrangement for pictures beside others, from memory or measured now.</summary>
    /// <param name="sessions">Whose arrangement is concurrent calls.</param>
    /// <param name="memory">What was faster before.</param>
    /// <param name="quiet">Ends when nothing else is loading any more.</param>
    public static GuidanceArrangement Decide(UNetSessions sessions, ChoiceMemory memory, Task quiet)
    {
        var path = sessions.Model.Location;
        if (!sessions.Model.TakesAnyBatch)
        {
            return GuidanceArrangement.ConcurrentCalls;
        }

        return memory.FirstIsFaster(Question, path) ?? memory.Remember(Question, path, Measure(sessions, quiet))
            ? GuidanceArrangement.BatchOfTwo
            : GuidanceArrangement.ConcurrentCalls;
    }

    private static PairedMeasurement Measure(UNetSessions sessions, Task quiet)
    {
        quiet.Wait();
        using var control = new RunControl();
        var predictors = Enumerable.Range(0, Callers).Select(_ => sessions.Rent(sessions.Model.UsualShape)).ToArray();
        try
        {
            var inputs = ProbeInputs.Of(predictors[0].Shape, predictors[0].Length);
            Prepare(predictors, inputs, control);
            var sample = inputs.Sample;
            return HaveSameBits(predictors[0], sample) ? PairedMeasurement.Of(
                    () => Draw(predictors, GuidanceArrangement.BatchOfTwo, sample),
                    () => Draw(predictors, GuidanceArrangement.ConcurrentCalls, sample))
                : PairedMeasurement.FirstIsUnfit;
        }
        finally
        {
            foreach (var predictor in predictors)
            {
                sessions.Return(predictor);
            }
        }
    }

    private static void Prepare(NoisePredictor[] predictors, ProbeInputs inputs, RunControl control)
    {
        foreach (var predictor in predictors)
        {
            predictor.Arrange(GuidanceArrangement.ConcurrentCalls);
            predictor.Arrange(GuidanceArrangement.BatchOfTwo);
            predictor.Begin(inputs.Text, inputs.Negative, control);
        }
    }

    // A matrix product may sum in another order for one row than for two.
    private static bool HaveSameBits(NoisePredictor predictor, float[] sample)
    {
        predictor.Arrange(GuidanceArrangement.ConcurrentCalls);
        predictor.Evaluate(sample, ProbeInputs.Timestep, both: true);
        var (conditional, unconditional) = (predictor.Conditional.ToArray(), predictor.Unconditional.ToArray());
        predictor.Arrange(GuidanceArrangement.BatchOfTwo);
        predictor.Evaluate(sample, ProbeInputs.Timestep, both: true);
        return predictor.Conditional.SequenceEqual(conditional) && predictor.Unconditional.SequenceEqual(unconditional);
    }

    private static TimeSpan Draw(NoisePredictor[] predictors, GuidanceArrangement arrangement, float[] sample)
    {
        var start = Stopwatch.GetTimestamp();
        Parallel.ForEach(predictors, new ParallelOptions { MaxDegreeOfParallelism = predictors.Length }, predictor =>
        {
            predictor.Arrange(arrangement);
            for (var step = 0; step < Steps; step++)
            {
                predictor.Evaluate(sample, ProbeInputs.Timestep, both: true);
            }
        });
        return Stopwatch.GetElapsedTime(start);
    }
}
