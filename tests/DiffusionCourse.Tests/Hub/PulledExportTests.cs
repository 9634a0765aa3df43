using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Exports;

namespace DiffusionCourse.Tests.Hub;

/// <summary>Exports with their weights in files of their own, run from the cache: there both are links to blobs.</summary>
public sealed class PulledExportTests : PullTest
{
    [Theory]
    [InlineData("weights.pb", true)]
    [InlineData("model.onnx_data", true)]
    [InlineData("model.onnx.data", false)]
    public async Task Weights_beside_the_graph_are_found_through_links(string weights, bool links)
    {
        using var export = new ExportedModel(new() { ExternalData = weights });
        var request = new GenerationRequest("a red apple") { Steps = 2, GuidanceScale = 3, Width = ExportedModel.Side, Height = ExportedModel.Side };
        Server.Add("course-tests/export", Directory.GetFiles(export.Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(export.Folder, path).Replace('\\', '/'), path => HubFile.Large(File.ReadAllBytes(path))));
        var pulled = await PullAsync(Settings(links: links), name: "course-tests/export");
        // One arrangement for both: each would measure its own, and a batch of two may round otherwise.
        var options = new PipelineOptions { Device = DeviceChoice.Cpu, Arrangement = GuidanceArrangement.SequentialCalls };
        using var here = await StableDiffusionPipeline.LoadAsync(export.Folder, options);
        using var there = await StableDiffusionPipeline.LoadAsync(pulled.Folder, options);
        Assert.Equal("course-tests/export", there.Model);
        var expected = await here.GenerateAsync(request);
        var actual = await there.GenerateAsync(request);
        Assert.Equal(expected.Latents, actual.Latents);
    }
}
