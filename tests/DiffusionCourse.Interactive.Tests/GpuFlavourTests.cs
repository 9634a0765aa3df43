using DiffusionCourse.Notebooks.Tests;
using DiffusionCourse.Tests;
using Xunit.Abstractions;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>The build for NVIDIA GPUs, on a machine without one.</summary>
public sealed class GpuFlavourTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task It_draws_the_same_picture_on_the_CPU_and_says_that_no_driver_is_needed()
    {
        if (!Integration.Required || File.Exists("/proc/driver/nvidia/version"))
        {
            output.WriteLine("Not tested: it is built for this, and the machine has no GPU. Set DIFFUSION_COURSE_REQUIRE_INTEGRATION=1.");
            return;
        }

        var artifacts = _folder["gpu"];
        await Dotnet.RunAsync(output, "build", "src/DiffusionCourse.Cli", "-p:OnnxRuntimeFlavor=gpu", "--artifacts-path", artifacts, "-v:quiet", "-nologo");
        var gpu = Dotnet.CourseBelow(artifacts);
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(gpu)!, OperatingSystem.IsWindows() ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so")));
        Assert.True(File.Exists(Path.Combine(artifacts, "course", "setup.dib")));

        string[] drawing = ["generate", "a red apple, flat style", "--steps", "4", "--seed", "42"];
        var said = await Dotnet.RunAsync(output, [gpu, .. drawing, "--out", _folder["gpu.png"]]);
        await Dotnet.RunAsync(output, [Dotnet.Course, .. drawing, "--out", _folder["cpu.png"]]);
        Assert.Equal(File.ReadAllBytes(_folder["cpu.png"]), File.ReadAllBytes(_folder["gpu.png"]));
        Assert.Contains("no NVIDIA driver was found, and none is needed", said, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
