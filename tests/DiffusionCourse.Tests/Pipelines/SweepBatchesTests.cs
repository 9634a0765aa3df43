using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Pipelines;

public sealed class SweepBatchesTests
{
    [Theory]
    [InlineData(16, 2, "4 4 4 4")]
    [InlineData(5, 2, "3 2")]
    [InlineData(9, 2, "3 2 2 2")]
    [InlineData(2, 2, "1 1")]
    [InlineData(1, 2, "1")]
    [InlineData(9, 1, "3 3 3")]
    [InlineData(3, 1, "3")]
    public void Equal_pictures_are_divided_evenly(int pictures, int workers, string sizes)
    {
        var batches = SweepBatches.Of([.. Enumerable.Range(0, pictures).Select(_ => Picture(20))], 256, workers);
        Assert.Equal(sizes, string.Join(' ', batches.Select(batch => batch.Length)));
        Assert.Equal(Enumerable.Range(0, pictures), batches.SelectMany(batch => batch).Order());
    }

    [Fact]
    public void Other_timesteps_and_sizes_are_kept_apart_and_the_longest_goes_first()
    {
        var batches = SweepBatches.Of([Picture(5), Picture(20), Picture(20, side: 128), Picture(50), Picture(5)], 256, 1);
        Assert.Equal([[2], [3], [1], [0, 4]], batches);
    }

    [Theory]
    [InlineData(64, 4)]
    [InlineData(128, 1)]
    public void Larger_pictures_make_smaller_batches(int side, int most)
    {
        var batches = SweepBatches.Of([.. Enumerable.Range(0, 8).Select(_ => Picture(20, side))], 256, 1);
        Assert.Equal(most, batches.Max(batch => batch.Length));
    }

    private static ResolvedRequest Picture(int steps, int side = 64)
    {
        var request = new GenerationRequest("") { Steps = steps, GuidanceScale = 3 };
        return new(request, RequestRules.Plan(request, Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, request.Scheduler), 7.5, embedsGuidance: false), side, side, 4);
    }
}
