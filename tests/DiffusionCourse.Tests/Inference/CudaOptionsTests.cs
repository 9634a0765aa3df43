using System.Diagnostics;
using System.Text.Json;
using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Inference;

public sealed class CudaOptionsTests
{
    [Fact]
    public void The_defaults_leave_all_memory_to_the_first_GPU()
    {
        var options = new CudaOptions().ToProviderOptions();
        Assert.Equal("0", options["device_id"]);
        Assert.Equal("EXHAUSTIVE", options["cudnn_conv_algo_search"]);
        Assert.Equal("1", options["use_tf32"]);
        Assert.Equal("kSameAsRequested", options["arena_extend_strategy"]);
        Assert.DoesNotContain("gpu_mem_limit", options.Keys);
        Assert.DoesNotContain("enable_cuda_graph", options.Keys);
    }

    [Fact]
    public void Only_a_session_that_is_replayed_is_recorded()
        => Assert.Equal("1", new CudaOptions { CudaGraph = true }.ToProviderOptions(replays: true)["enable_cuda_graph"]);

    [Fact]
    public void Every_option_is_handed_on()
    {
        var options = new CudaOptions { DeviceId = 1, MemoryLimitGiB = 1.5, ConvolutionSearch = ConvolutionSearch.Heuristic, Tf32 = false }.ToProviderOptions();
        Assert.Equal(("1", "1610612736", "HEURISTIC", "0"), (options["device_id"], options["gpu_mem_limit"], options["cudnn_conv_algo_search"], options["use_tf32"]));
    }

    public static TheoryData<CudaOptions, string> Wrong => new()
    {
        { new() { DeviceId = -1 }, "-1" },
        { new() { MemoryLimitGiB = 0 }, "above 0" },
        { new() { MemoryLimitGiB = double.NaN }, "NaN" },
        { new() { ConvolutionSearch = (ConvolutionSearch)9 }, "Exhaustive, Heuristic, Default" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_is_refused_at_load_wherever_the_model_runs(CudaOptions options, string expected)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StableDiffusionPipeline.LoadAsync("emoji-128", new() { Device = DeviceChoice.Cpu, Cuda = options }));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_GPU_that_is_not_there_is_said_once_and_the_CPU_draws()
    {
        using var pipeline = await StableDiffusionPipeline.LoadAsync("emoji-128", new() { Device = DeviceChoice.Cuda, Arrangement = GuidanceArrangement.BatchOfTwo });
        if (pipeline.Device.IsCuda)
        {
            return;
        }

        var first = await pipeline.GenerateAsync(new("a red apple") { Steps = 1 });
        Assert.Equal("cpu", first.Device);
        Assert.StartsWith("CPU instead of CUDA", Assert.Single(first.Notices), StringComparison.Ordinal);
        Assert.Empty((await pipeline.GenerateAsync(new("a red apple") { Steps = 1 })).Notices);
    }

    [Fact]
    public void A_model_that_does_not_fit_into_the_GPU_goes_to_the_CPU_and_says_why()
    {
        var gpu = new InferenceDevice(IsCuda: true, "CUDA, as asked for.");
        var next = gpu.AfterMemoryRanOut();
        Assert.False(next.IsCuda);
        Assert.True(next.IsFallback);
        Assert.Contains("does not fit", next.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_the_GPU_fails_on_goes_to_the_CPU_and_says_why()
    {
        var next = new InferenceDevice(IsCuda: true, "CUDA, as asked for.").AfterFailure(new InvalidOperationException("CUDA failure 209: no kernel image is available for execution on the device ; GPU=0 ; hostname=pc"));
        Assert.Equal((false, true), (next.IsCuda, next.IsFallback));
        Assert.Equal("CPU instead of CUDA: the GPU failed on the model: CUDA failure 209: no kernel image is available for execution on the device.", next.Reason);
    }

    [Theory]
    [InlineData("gpu", "Microsoft.ML.OnnxRuntime.Gpu", "Microsoft.ML.OnnxRuntime")]
    [InlineData("cpu", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Gpu")]
    public async Task A_flavour_restores_its_runtime_alone(string flavour, string wanted, string unwanted)
    {
        var output = await MsBuildAsync("-getItem:PackageReference,PackageVersion", $"-p:OnnxRuntimeFlavor={flavour}");
        using var json = JsonDocument.Parse(output);
        var items = json.RootElement.GetProperty("Items");
        string[] references = [.. items.GetProperty("PackageReference").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
        Assert.Contains(wanted, references);
        Assert.DoesNotContain(unwanted, references);
        var version = items.GetProperty("PackageVersion").EnumerateArray().Single(item => item.GetProperty("Identity").GetString() == wanted);
        Assert.StartsWith("1.31.", version.GetProperty("Version").GetString(), StringComparison.Ordinal);
    }

    private static async Task<string> MsBuildAsync(params string[] arguments)
    {
        var project = Path.Combine(CourseCommand.RepositoryRoot, "src", "DiffusionCourse.Onnx", "DiffusionCourse.Onnx.csproj");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", .. arguments]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
