using System.Diagnostics;
using DiffusionCourse.Cost;
using DiffusionCourse.Display;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Exercises;

/// <summary>Exercise 8: estimate evaluations, operations and time of a picture before drawing it.</summary>
public sealed class CostEstimateExercise : CourseExercise
{
    private const double OperationTolerance = 0.02;
    private const double TimeFactor = 2;
    private const int Attempts = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    internal CostEstimateExercise(TimeSpan? limit = null)
        : base("Exercise 8, estimates", limit)
    {
    }

    /// <summary>Checks estimates against counted operations, on models and machines of its own. Operations and time within 2 %.</summary>
    /// <param name="estimate">From the cost of one call of each network, the scheduler calls, w, and the FLOP that the machine does in a
    /// second, to the estimate.</param>
    public CheckResult Check(Func<ModelCost, int, double, double, CostEstimate> estimate)
    {
        var list = Start();
        var sd = ModelArchitecture.StableDiffusion15;
        Case(
            "Stable Diffusion 1.5, 20 calls, w = 7.5, a T4 that reaches 11 TFLOP/s", "A guided call is two evaluations.", sd, 512, 20, 7.5,
            11e12);
        Case("the same without guidance, w = 1", "At w = 1 a call is one evaluation.", sd, 512, 20, 1, 11e12);
        Case("w = 1.5", "What counts is whether w is above 1, not how far.", sd, 512, 20, 1.5, 11e12);
        Case("a single call", "Here the VAE costs more than the UNet.", sd, 512, 1, 1, 100e12);
        Case("256 x 256, 50 calls, w = 3", "The size is in the cost of a call.", sd, 256, 50, 3, 20e12);
        Case(
            "64 x 64, a single guided call", "So small that the text encoder counts, and guidance runs it twice.", sd, 64, 1, 7.5, 1e12);
        Case("w = 0.5", "Up to 1 guidance is off.", sd, 512, 20, 0.5, 11e12);
        Case("SDXL, 1024 x 1024, 30 calls, w = 5", "Any model will do.", ModelArchitecture.StableDiffusionXL, 1024, 30, 5, 300e12);
        return list.Finish();

        void Case(string name, string about, ModelArchitecture model, int side, int calls, double w, double speed)
        {
            var cost = model.Count(side, side);
            var expected = Estimate(cost, calls, w, speed);
            list.Add(
                name, about, Text(expected), () => estimate(cost, calls, w, speed), found => Judge(found, expected, cost, calls, w, speed));
        }
    }

    /// <summary>
    /// Checks predicted seconds by drawing: each within a factor of 2 of the fastest of a few runs. Runs differ, and a machine that is
    /// busy makes them slower, never faster.
    /// </summary>
    /// <param name="pipeline">The pipeline that draws.</param>
    /// <param name="predict">From a request to the seconds that drawing it takes.</param>
    /// <exception cref="OperationCanceledException">The cell was stopped.</exception>
    public Task<CheckResult> CheckAsync(StableDiffusionPipeline pipeline, Func<GenerationRequest, double> predict)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return CheckAsync(
            Course.SettingsFor(pipeline).Exercises.Estimate, predict, (request, predicted) => FastestAsync(pipeline, request, predicted));
    }

    internal async Task<CheckResult> CheckAsync(
        GenerationRequest basis, Func<GenerationRequest, double> predict, Func<GenerationRequest, double, Task<double>> measure)
    {
        var list = Start();
        var steps = basis.Steps;
        await PredictionAsync(
            "half of the steps, guided", "A guided run, as long as predicted.", basis with { Steps = steps / 2, GuidanceScale = 4 });
        await PredictionAsync("all steps, unguided", "A run without guidance, as long as predicted.", basis with { GuidanceScale = 1 });
        await PredictionAsync(
            "twice as many steps, guided", "A long run, as long as predicted.", basis with { Steps = 2 * steps, GuidanceScale = 6 });
        return list.Finish();

        async Task PredictionAsync(string name, string about, GenerationRequest request)
        {
            var predicted = double.NaN;
            list.Add(name, about, "a time", () => predicted = predict(request), _ => double.IsFinite(predicted) && predicted > 0
                ? new(true, "a time above 0", NumberText.Of(predicted))
                : new(false, "a time above 0", NumberText.Of(predicted), "A time is a finite number of seconds above 0."));
            if (double.IsFinite(predicted) && predicted > 0)
            {
                list.Rejudge(about, JudgeTime(predicted, await measure(request, predicted)));
            }
        }
    }

    private static async Task<double> FastestAsync(StableDiffusionPipeline pipeline, GenerationRequest request, double predicted)
    {
        var fastest = double.PositiveInfinity;
        var start = Stopwatch.GetTimestamp();
        for (
            var attempt = 0; attempt < Attempts && !IsNear(predicted, fastest)
                && (attempt == 0 || Stopwatch.GetElapsedTime(start) < Patience); attempt++)
        {
            fastest = Math.Min(fastest, (await pipeline.GenerateAsync(request, new Quiet())).Timings.Total.TotalSeconds);
        }

        return fastest;
    }

    private static bool IsNear(double predicted, double measured)
        => predicted <= TimeFactor * measured && measured <= TimeFactor * predicted;

    private static Verdict JudgeTime(double predicted, double measured) => new(
        IsNear(predicted, measured), Invariant($"within a factor of 2 of {NumberText.Of(measured)} s"), $"{NumberText.Of(predicted)} s",
        predicted > measured
            ? "The estimate is too long. Does it count two evaluations without guidance, or the time of loading and of the first run?"
            : "The estimate is too short. Does it count the evaluations of a guided step, the text encoder and the VAE?");

    private static CostEstimate Estimate(ModelCost cost, int calls, double w, double speed)
    {
        int evaluations = w > 1 ? 2 * calls : calls, texts = w > 1 ? 2 : 1;
        var flop = 2 * (evaluations * cost.UNet.GMac + cost.VaeDecoder.GMac + texts * cost.TextEncoder.GMac) * 1e9;
        return new(evaluations, flop / 1e12, flop / speed);
    }

    private static Verdict Judge(CostEstimate? found, CostEstimate expected, ModelCost cost, int calls, double w, double speed)
    {
        if (found is null)
        {
            return new(false, Text(expected), "null", "The answer is null: return new CostEstimate(evaluations, tflop, seconds).");
        }

        double unet = expected.Evaluations * cost.UNet.GMac, vae = cost.VaeDecoder.GMac;
        var right = found.Evaluations == expected.Evaluations && Near(found.TFlop, expected.TFlop) && Near(found.Seconds, expected.Seconds);
        string[] suspicions =
        [
            .. Told(found.Evaluations == calls && w > 1, "With guidance, w above 1, every call makes two evaluations."),
            .. Told(found.Evaluations == 2 * calls && w <= 1, "Without guidance, w up to 1, a call makes one evaluation."),
            .. Told(Near(found.TFlop, expected.TFlop / 2), "Multiply-accumulates were taken for FLOP: one is two."),
            .. Told(
                Near(found.TFlop, 2 * unet / 1e3) && !Near(unet, unet + vae), "The VAE decoder is missing: it runs once for each picture."),
            .. Told(
                Near(found.TFlop, 2 * (unet + 2 * vae) / 1e3),
                "The VAE decoder was counted twice. Guidance doubles the UNet's calls; the picture is decoded once."),
            .. Told(
                Near(found.TFlop, expected.TFlop * 1e3) || Near(found.TFlop, expected.TFlop / 1e3),
                "Off by a thousand: GMac counts in 1e9, TFlop in 1e12."),
            .. Told(
                Near(found.TFlop, expected.TFlop) && Near(found.Seconds * 1e12, expected.Seconds),
                "The TFLOP were divided by FLOP a second: bring both to the same unit, 1 TFLOP = 1e12 FLOP."),
            .. Told(
                Near(found.TFlop, expected.TFlop) && Near(found.Seconds, speed / (expected.TFlop * 1e12)),
                "The division is upside down: seconds are operations divided by operations a second."),
        ];
        return new(right, Text(expected), Text(found), right ? [] : suspicions)
        {
            Otherwise = found.Evaluations != expected.Evaluations ? "The number of evaluations is wrong; the rest follows from it."
                : !Near(found.TFlop, expected.TFlop) ? "The operations are not within 2 %: evaluations x UNet + VAE decoder + text "
                    + "encoder, times 2."
                : "The time is not within 2 %: operations divided by operations a second.",
        };
    }

    private static string[] Told(bool applies, string advice) => applies ? [advice] : [];

    private static bool Near(double found, double expected) => Math.Abs(found - expected) <= OperationTolerance * Math.Abs(expected);

    private static string Text(CostEstimate estimate) =>
        Invariant(
            $"{estimate.Evaluations} evaluation{(estimate.Evaluations == 1 ? "" : "s")}, {NumberText.Of(estimate.TFlop)} TFLOP, {
                NumberText.Of(estimate.Seconds)} s");

    private sealed class Quiet : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value)
        {
        }
    }
}
