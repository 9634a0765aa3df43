using System.Globalization;
using DiffusionCourse.Cost;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Benchmarks;

/// <summary>How far the predicted time of a picture is from the measured one, for the embedded model in every arrangement, or for a model and sizes that are named.</summary>
internal static class PredictionError
{
    private const int Pictures = 20, SlowPictures = 1, Steps = 20, SlowSteps = 2;

    // By then no method is compiled anew beside what is timed.
    private const int PicturesBefore = 100;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var model = arguments.ElementAtOrDefault(0) ?? ModelLocator.EmbeddedModel;
        var architecture = ModelArchitecture.Open(model);
        var sizes = arguments.Skip(1).Select(side => int.Parse(side, CultureInfo.InvariantCulture)).DefaultIfEmpty(architecture.DefaultSize);
        var quick = ArrangementChoice.IsSmall(ModelFolder.Open(model).UNet);
        if (quick)
        {
            await LatencyBreakdown.MeasureAsync(model, RequestOf(sizes.First(), Steps), PicturesBefore, new() { Device = DeviceChoice.Cpu });
        }

        GuidanceArrangement[] arrangements = quick ? [GuidanceArrangement.ConcurrentCalls, GuidanceArrangement.BatchOfTwo, GuidanceArrangement.SequentialCalls] : [GuidanceArrangement.BatchOfTwo];
        foreach (var side in sizes)
        {
            var request = RequestOf(side, quick ? Steps : SlowSteps);
            foreach (var arrangement in arrangements)
            {
                // A machine that others share is faster in one minute than in the next: its rates are those of this one.
                var machine = DeviceRates.Measure(DeviceChoice.Cpu);
                Console.WriteLine(machine);
                var measured = await LatencyBreakdown.MeasureAsync(model, request, quick ? Pictures : SlowPictures, new() { Device = DeviceChoice.Cpu, Arrangement = arrangement });
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side} x {side}, {request.Steps} steps"));
                Console.WriteLine(TimePrediction.Of(architecture.CostOf(request), machine, arrangement).CompareWith(measured));
            }
        }

        return 0;
    }

    private static GenerationRequest RequestOf(int side, int steps)
        => new("a red apple, flat style, blue background") { Steps = steps, GuidanceScale = 3, Width = side, Height = side };
}
