using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Exports;

namespace DiffusionCourse.Tests.Inference;

/// <summary>ONNX Runtime's CUDA provider over libraries that copy but compute nothing: what crosses the bus, what is recorded, and what too little memory does.</summary>
public sealed class StandInCudaTests
{
    private const int Side = 256, Latents = ExportedModel.Channels * (Side / ExportedModel.Factor) * (Side / ExportedModel.Factor);
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 2, GuidanceScale = 3, Scheduler = "ddim", Width = Side, Height = Side };
    private static readonly StandInCuda? Cuda = StandInCuda.Instance;

    public static TheoryData<string, int> Precisions => new() { { "float", sizeof(float) }, { "float16", 2 } };

    [Theory]
    [MemberData(nameof(Precisions))]
    public async Task A_step_sends_the_samples_and_fetches_the_predictions_and_nothing_else(string precision, int size)
    {
        if (Cuda is null)
        {
            return;
        }

        Cuda.Limit();
        using var model = new ExportedModel(LayoutOf(precision));
        PlainNetworks.WriteTo(model, LayoutOf(precision));
        using var pipeline = await LoadAsync(model);
        Assert.True(pipeline.Device.IsCuda);
        await pipeline.GenerateAsync(Request);
        var few = await CountAsync(pipeline, Request);
        var more = await CountAsync(pipeline, Request with { Steps = 12 });
        // Two samples and one timestep in, two predictions out; the arithmetic on shapes stays on the host.
        var steps = more - few;
        Assert.Equal((20, 10 * (2 * Latents * size + sizeof(float))), (steps.CopiesIn, steps.BytesIn));
        Assert.Equal((10, 10 * 2 * Latents * size), (steps.CopiesOut, steps.BytesOut));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kernels_are_recorded_once_a_size_and_replayed(bool fixedSizes)
    {
        if (Cuda is null)
        {
            return;
        }

        Cuda.Limit();
        var layout = new ExportLayout { FixedSizes = fixedSizes };
        using var model = new ExportedModel(layout);
        PlainNetworks.WriteTo(model, layout);
        using var pipeline = await LoadAsync(model, new() { CudaGraph = true });
        var request = Request with { Width = ExportedModel.Side, Height = ExportedModel.Side };
        var first = await CountAsync(pipeline, request);
        var second = await CountAsync(pipeline, request with { Prompt = "a green frog", Steps = 5 });
        Assert.Equal((1, 2), (first.Recordings, first.Replays));
        Assert.Equal((0, 5), (second.Recordings, second.Replays));
        Assert.Empty(pipeline.Notices);
    }

    [Fact]
    public async Task A_graph_that_cannot_be_recorded_runs_without_and_says_why()
    {
        if (Cuda is null)
        {
            return;
        }

        Cuda.Limit();
        using var model = new ExportedModel(new());
        PlainNetworks.WriteTo(model, new(), onProcessor: true);
        using var pipeline = await LoadAsync(model, new() { CudaGraph = true });
        Assert.Contains("without a CUDA graph", Assert.Single(pipeline.Notices), StringComparison.Ordinal);
        var counts = await CountAsync(pipeline, Request);
        Assert.Equal((0, 0), (counts.Recordings, counts.Replays));
    }

    [Fact]
    public async Task A_recording_that_fails_is_given_up_and_the_picture_drawn()
    {
        if (Cuda is null)
        {
            return;
        }

        Cuda.Limit();
        using var model = new ExportedModel(new());
        PlainNetworks.WriteTo(model, new());
        using var pipeline = await LoadAsync(model, new() { CudaGraph = true });
        Cuda.Record(can: false);
        try
        {
            var result = await pipeline.GenerateAsync(Request);
            Assert.Contains("could not record", result.Notices[0], StringComparison.Ordinal);
            Assert.DoesNotContain((await pipeline.GenerateAsync(Request)).Notices, notice => notice.Contains("record", StringComparison.Ordinal));
        }
        finally
        {
            Cuda.Record(can: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_memory_there_is_a_picture_or_an_error_with_advice_comes_of_it(bool replays)
    {
        if (Cuda is null)
        {
            return;
        }

        using var model = new ExportedModel(new());
        PlainNetworks.WriteTo(model, new());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (long limit = 1_000; limit < 60_000_000; limit = limit * 4 / 3)
        {
            Cuda.Limit(limit);
            try
            {
                using var pipeline = await LoadAsync(model, new() { CudaGraph = replays });
                var result = await pipeline.GenerateAsync(Request);
                // Kernels that do nothing draw one colour, which is said as well.
                string[] plans = [.. result.Notices.Where(notice => !notice.Contains("all over", StringComparison.Ordinal))];
                seen.Add(!pipeline.Device.IsCuda ? "cpu" : plans.Length == 0 ? "whole" : "cheaper");
                Assert.All(plans, notice => Assert.Contains("emory", notice, StringComparison.Ordinal));
            }
            catch (ModelException error)
            {
                seen.Add("error");
                Assert.Contains("smaller picture", error.Message, StringComparison.Ordinal);
            }
        }

        Cuda.Limit();
        Assert.Superset(new HashSet<string> { "cpu", "cheaper", "whole" }, seen);
    }

    private static ExportLayout LayoutOf(string precision) => precision == "float" ? new() : ExportLayout.Olive with { Configs = true, ExternalData = null };

    private static Task<StableDiffusionPipeline> LoadAsync(ExportedModel model, CudaOptions? options = null)
        => model.LoadAsync(new() { DeviceOverride = new InferenceDevice(IsCuda: true, "CUDA's stand-in.") { Cuda = options ?? new() } });

    private static async Task<StandInCounts> CountAsync(StableDiffusionPipeline pipeline, GenerationRequest request)
    {
        Cuda!.StartCounting();
        await pipeline.GenerateAsync(request);
        return Cuda.Counts();
    }
}
