using DiffusionCourse.Inference;
using DiffusionCourse.Metrics;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Cli;
using DiffusionCourse.Tests.Exports;

namespace DiffusionCourse.Tests.Inference;

/// <summary>Too little memory, simulated where a run asks for it: the next cheaper plan is taken, and said.</summary>
public sealed class MemoryPlanTests
{
    private static readonly GenerationRequest Apple = new("a red apple, flat style, blue background") { Steps = 2, GuidanceScale = 3 };

    [Theory]
    [InlineData(GuidanceArrangement.BatchOfTwo)]
    public async Task Guidance_runs_in_two_calls_where_a_batch_of_two_does_not_fit(GuidanceArrangement arrangement)
    {
        using var roomy = await LoadAsync(arrangement, (_, _) => false);
        using var tight = await LoadAsync(arrangement, (graph, values) => IsUNet(graph) && values > 8 * 16 * 16);
        var expected = await roomy.GenerateAsync(Apple);
        var actual = await tight.GenerateAsync(Apple);
        Assert.Equal(expected.Image, actual.Image);
        Assert.Contains("two calls", Assert.Single(actual.Notices), StringComparison.Ordinal);
        Assert.Equal(GuidanceArrangement.SequentialCalls, tight.Arrangement);
        Assert.Empty((await tight.GenerateAsync(Apple)).Notices);
    }

    [Fact]
    public async Task A_sweep_falls_back_to_smaller_batches_too()
    {
        using var roomy = await LoadAsync(GuidanceArrangement.BatchOfTwo, (_, _) => false);
        using var tight = await LoadAsync(GuidanceArrangement.BatchOfTwo, (graph, values) => IsUNet(graph) && values > 8 * 16 * 16);
        var expected = await roomy.SweepAsync(Apple, seeds: [1, 2, 3]);
        var actual = await tight.SweepAsync(Apple, seeds: [1, 2, 3]);
        Assert.Equal(expected.Results.Select(result => result.Image), actual.Results.Select(result => result.Image));
        Assert.NotEmpty(actual.Notices);
    }

    [Fact]
    public async Task The_VAE_works_in_tiles_where_the_whole_does_not_fit_and_in_smaller_ones_where_those_do_not()
    {
        using var tight = await LoadAsync(GuidanceArrangement.BatchOfTwo, (graph, values) => IsDecoder(graph) && values > 8 * 8 * 8);
        var result = await tight.GenerateAsync(Apple);
        Assert.Contains("tiles of 64 pixels", Assert.Single(result.Notices), StringComparison.Ordinal);
        using var whole = await LoadAsync(GuidanceArrangement.BatchOfTwo, (_, _) => false);
        var expected = await whole.GenerateAsync(Apple);
        Assert.InRange(ImageMetrics.RootMeanSquaredError(result.Image.Pixels, expected.Image.Pixels), 0.01, 25);
        Assert.Empty((await tight.GenerateAsync(Apple)).Notices);
        var wide = await tight.GenerateAsync(Apple with { Width = 256 });
        Assert.Equal((256, 128), (wide.Image.Width, wide.Image.Height));
    }

    [Fact]
    public async Task The_text_encoder_runs_on_the_CPU_where_the_GPU_has_no_room_for_it()
    {
        using var roomy = await LoadAsync(GuidanceArrangement.BatchOfTwo, (_, _) => false);
        using var tight = await LoadAsync(GuidanceArrangement.BatchOfTwo, (graph, _) => graph.Contains("text_encoder", StringComparison.Ordinal));
        var result = await tight.GenerateAsync(Apple);
        Assert.Contains("the text encoder: it runs on the CPU", Assert.Single(result.Notices), StringComparison.Ordinal);
        Assert.Equal((await roomy.GenerateAsync(Apple)).Image, result.Image);
        Assert.Empty((await tight.GenerateAsync(Apple with { Prompt = "a frog" })).Notices);
    }

    [Fact]
    public async Task A_picture_is_encoded_in_tiles_where_the_whole_does_not_fit()
    {
        using var whole = await LoadAsync(GuidanceArrangement.BatchOfTwo, (_, _) => false);
        using var tight = await LoadAsync(GuidanceArrangement.BatchOfTwo, (graph, values) => graph.Contains("vae_encoder", StringComparison.Ordinal) && values > 3 * 64 * 64);
        var image = (await whole.GenerateAsync(Apple with { Steps = 10 })).Image;
        float[] expected = [.. whole.Encode(image)], actual = [.. tight.Encode(image)];
        Assert.NotEqual(expected, actual);
        Assert.InRange(ImageMetrics.RootMeanSquaredError(actual.AsSpan(), expected), 0, 0.2);
        var result = await tight.GenerateAsync(Apple with { Image = image, Strength = 0.5 });
        Assert.Contains("encode 128 x 128 pixels at once", Assert.Single(result.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_plan_fits_the_error_says_what_to_do()
    {
        using var noDecoder = await LoadAsync(GuidanceArrangement.BatchOfTwo, (graph, values) => IsDecoder(graph) && values > 8);
        var error = await Assert.ThrowsAsync<ModelException>(() => noDecoder.GenerateAsync(Apple));
        Assert.Contains("128 x 128 pixels", error.Message, StringComparison.Ordinal);
        Assert.Contains("smaller picture", error.Message, StringComparison.Ordinal);
        using var noUNet = await LoadAsync(GuidanceArrangement.BatchOfTwo, (graph, _) => IsUNet(graph));
        error = await Assert.ThrowsAsync<ModelException>(() => noUNet.GenerateAsync(Apple));
        Assert.Contains("smaller picture", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[ErrorCode:RuntimeException] bfc_arena.cc:376 Available memory of 1024 is smaller than requested bytes of 2048", true)]
    [InlineData("Failed to allocate memory for requested buffer of size 1073741824", true)]
    [InlineData("CUDA failure 2: out of memory ; GPU=0", true)]
    [InlineData("CUDA failure 2: out of memory ; GPU=0 ; hostname=pc ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_allocator.cc ; line=59 ; expr=cudaMalloc((void**)&p, size);", true)]
    [InlineData("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED", true)]
    [InlineData("CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0 ; expr=cudnnCreate(&cudnn_handle_);", true)]
    [InlineData("CUDNN failure 4004: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED ; GPU=0", true)]
    [InlineData("CUDNN failure 4003: CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED ; GPU=0", true)]
    [InlineData("[ErrorCode:RuntimeException] std::bad_alloc", true)]
    [InlineData("[ErrorCode:RuntimeException] bad allocation", true)]
    [InlineData("CUDA failure 100: no CUDA-capable device is detected ; GPU=0", false)]
    [InlineData("CUDA failure 700: an illegal memory access was encountered ; GPU=0", false)]
    [InlineData("CUDNN failure 9: CUDNN_STATUS_NOT_SUPPORTED", false)]
    [InlineData("[ErrorCode:InvalidArgument] Got invalid dimensions for input: sample", false)]
    public void The_runtimes_words_for_too_little_memory_are_known(string message, bool expected)
        => Assert.Equal(expected, DeviceMemoryException.IsMeantBy(message));

    [Fact]
    public async Task Memory_is_reported_beside_the_weights()
    {
        using var pipeline = await LoadAsync(GuidanceArrangement.BatchOfTwo, (_, _) => false);
        var memory = pipeline.MeasureMemory();
        Assert.Equal(["text_encoder", "unet", "vae_decoder"], memory.ComponentBytes.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(memory.WeightBytes, 10_000_000, 40_000_000);
        Assert.InRange(memory.PeakProcessBytes, memory.WeightBytes, 24L << 30);
        Assert.InRange(memory.ProcessBytes, memory.WeightBytes, memory.PeakProcessBytes);
        Assert.Contains("process at most", memory.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_are_counted_where_links_lead_as_in_the_hubs_cache()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var model = new ExportedModel(new());
        using var elsewhere = new TemporaryFolder();
        var (graph, blob) = (model.PathOf("unet/model.onnx"), elsewhere.File("blob"));
        File.Move(graph, blob);
        File.CreateSymbolicLink(graph, blob);
        using var pipeline = await model.LoadAsync();
        Assert.Equal(new FileInfo(blob).Length, pipeline.MeasureMemory().ComponentBytes["unet"]);
    }

    private static bool IsUNet(string graph) => graph.Contains("unet", StringComparison.Ordinal);

    private static bool IsDecoder(string graph) => graph.Contains("vae_decoder", StringComparison.Ordinal);

    private static Task<StableDiffusionPipeline> LoadAsync(GuidanceArrangement arrangement, Func<string, long, bool> refuses)
        => StableDiffusionPipeline.LoadAsync("emoji-128", new() { DeviceOverride = InferenceDevice.Choose(DeviceChoice.Cpu) with { RefusesMemory = refuses }, Arrangement = arrangement });
}
