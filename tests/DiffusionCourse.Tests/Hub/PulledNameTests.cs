using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Display;
using DiffusionCourse.Tests.Exports;

namespace DiffusionCourse.Tests.Hub;

/// <summary>Pulled models by their names, wherever the library takes a name. The cache is the process's own.</summary>
[Collection(ProcessWideTests.Name)]
public sealed class PulledNameTests : PullTest
{
    private const string Export = "course-tests/export";

    [Fact]
    public async Task A_pulled_model_is_found_by_its_name()
    {
        using var export = new ExportedModel(new());
        Server.Add(Export, Directory.GetFiles(export.Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(export.Folder, path).Replace('\\', '/'), path => HubFile.Large(File.ReadAllBytes(path))));
        var variables = new Dictionary<string, string?> { ["HF_HUB_CACHE"] = Cache, ["HF_ENDPOINT"] = Server.Endpoint.AbsoluteUri, [ModelLocator.ModelVariable] = Export };
        var before = variables.ToDictionary(entry => entry.Key, entry => Environment.GetEnvironmentVariable(entry.Key));
        try
        {
            Set(variables);
            Assert.Contains("course models pull course-tests/export", CourseSetup.Inspect().Advice, StringComparison.Ordinal);
            var error = await Assert.ThrowsAsync<ModelException>(() => StableDiffusionPipeline.LoadAsync("taesd"));
            Assert.Contains("course models pull taesd", error.Message, StringComparison.Ordinal);

            await ModelHub.PullAsync(Export);
            Assert.Contains(Export, ModelLocator.Installed());
            Assert.Null(CourseSetup.Inspect().Advice);
            using var pipeline = await StableDiffusionPipeline.LoadAsync(options: new() { Device = DeviceChoice.Cpu, PreviewDecoder = Export });
            Assert.Equal(Export, pipeline.Model);
            Assert.True(pipeline.HasPreviewDecoder);
            Assert.True((await ModelHub.VerifyAsync(Export)).IsIntact);

            ModelHub.Remove(Export);
            Assert.DoesNotContain(Export, ModelLocator.Installed());
        }
        finally
        {
            Set(before);
        }
    }

    private static void Set(Dictionary<string, string?> variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
