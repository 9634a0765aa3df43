using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Speed;

/// <summary>Counts what a denoising step leaves to the garbage collector.</summary>
internal static class Allocations
{
    private const int WarmUp = 10;
    private const int Counted = 50;
    private const int Pictures = 10;

    /// <summary>Bytes allocated a step by the whole process, after a warm-up.</summary>
    public static double PerStep(StableDiffusionPipeline pipeline, GenerationRequest request)
    {
        using var loop = pipeline.StartLoop(request with { Steps = WarmUp + Counted });
        for (var step = 0; step < WarmUp; step++)
        {
            loop.MoveNext();
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var steps = 0;
        while (loop.MoveNext())
        {
            steps++;
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)steps;
    }

    /// <summary>Bytes that a whole generation leaves, its result among them, and how many more each step adds.</summary>
    public static (double Picture, double Step) PerPicture(StableDiffusionPipeline pipeline, GenerationRequest request)
    {
        double Of(int steps)
        {
            var chosen = request with { Steps = steps };
            void Draw() => pipeline.GenerateAsync(chosen).GetAwaiter().GetResult();
            Draw();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var picture = 0; picture < Pictures; picture++)
            {
                Draw();
            }

            return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Pictures;
        }

        double few = Of(WarmUp), many = Of(WarmUp + Counted);
        return (few, (many - few) / Counted);
    }
}
