using System.Diagnostics;
using System.Globalization;
using DiffusionCourse.Cost;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Benchmarks;

/// <summary>
/// Callers that draw on one pipeline at the same time: the time of a picture, how long the slowest of a hundred waits, and what memory it
/// takes, with the arrangement that is chosen beside others and with the concurrent calls of a lone caller, by turns in one process.
/// </summary>
internal static class ManyCallers
{
    private const int Rounds = 6, PicturesARound = 16;
    private static readonly int[] Callers = [1, 2, 4, 8];

    public static async Task<int> RunAsync(string? model)
    {
        var folder = ModelFolder.Open(model ?? ModelLocator.EmbeddedModel).FullPath;
        using var chosen = await LoadAsync(folder, GuidanceArrangement.Auto);
        using var calls = await LoadAsync(folder, GuidanceArrangement.ConcurrentCalls);
        Console.WriteLine($"alone: {chosen.Arrangement}; beside others: {chosen.ArrangementBesideOthers}");
        var equal = true;
        foreach (var callers in Callers)
        {
            var (ones, others, ratios) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = -1; round < Rounds; round++)
            {
                var first = Draw(round % 2 == 0 ? chosen : calls, callers);
                var second = Draw(round % 2 == 0 ? calls : chosen, callers);
                var (own, fixedOnes) = round % 2 == 0 ? (first, second) : (second, first);
                equal &= own.Latents.SequenceEqual(fixedOnes.Latents);
                if (round >= 0)
                {
                    ones.AddRange(own.Waits);
                    others.AddRange(fixedOnes.Waits);
                    ratios.Add(own.PerPicture / fixedOnes.PerPicture);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{callers} caller(s): {Percentiles.MedianOf([.. ratios]):0.000} of the time a picture (rounds {ratios.Min():0.00} to {ratios.Max():0.00}); a caller waits {Describe(ones)}, with concurrent calls {Describe(others)}; {Environment.WorkingSet >> 20} MiB"));
        }

        Console.WriteLine($"latents bit-identical: {(equal ? "yes" : "NO")}");
        return equal ? 0 : 1;
    }

    private static string Describe(List<double> waits)
        => string.Create(CultureInfo.InvariantCulture, $"{Percentiles.MedianOf([.. waits]):0} ms (p99 {waits.Order().ElementAt((int)Math.Ceiling(0.99 * waits.Count) - 1):0})");

    private static Round Draw(StableDiffusionPipeline pipeline, int callers)
    {
        var waits = new double[PicturesARound];
        var latents = new float[PicturesARound][];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, callers).Select(_ => new Thread(() =>
        {
            for (var picture = Interlocked.Increment(ref next); picture < PicturesARound; picture = Interlocked.Increment(ref next))
            {
                var asked = Stopwatch.GetTimestamp();
                latents[picture] = pipeline.GenerateAsync(new("a red apple, flat style, blue background") { Steps = 20, GuidanceScale = 3, Seed = (ulong)picture })
                    .GetAwaiter().GetResult().Latents.ToArray();
                waits[picture] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds / PicturesARound, waits, [.. latents.SelectMany(values => values)]);
    }

    private static Task<StableDiffusionPipeline> LoadAsync(string folder, GuidanceArrangement arrangement)
        => StableDiffusionPipeline.LoadAsync(folder, new() { Device = DeviceChoice.Cpu, Arrangement = arrangement });

    private sealed record Round(double PerPicture, double[] Waits, float[] Latents);
}
