using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class ThreadTests(EmbeddedPipeline embedded)
{
    [Fact]
    public async Task One_thread_draws_the_same_picture_in_a_batch_of_two()
    {
        using var single = await StableDiffusionPipeline.LoadAsync("emoji-128", new() { Device = DeviceChoice.Cpu, Threads = 1 });

        Assert.Equal(GuidanceArrangement.BatchOfTwo, single.Arrangement);
        Assert.Equal((await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple)).Image, (await single.GenerateAsync(EmbeddedPipeline.Apple)).Image);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task Other_numbers_are_refused_with_the_limits(int threads)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StableDiffusionPipeline.LoadAsync("emoji-128", new() { Threads = threads }));
        Assert.Contains($"it must be 1 to {Environment.ProcessorCount}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_calls_need_two_threads() =>
        await Assert.ThrowsAsync<ArgumentException>(() => StableDiffusionPipeline.LoadAsync("emoji-128", new() { Threads = 1, Arrangement = GuidanceArrangement.ConcurrentCalls }));
}
