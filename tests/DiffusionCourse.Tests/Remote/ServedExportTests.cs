using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.ReferenceServer;
using DiffusionCourse.Tests.Exports;
using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Remote;

/// <summary>Models of every layout on a server: names, types and shapes are found by metadata, and the timestep is sent as they ask.</summary>
public sealed class ServedExportTests
{
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 4, GuidanceScale = 3, Width = ExportedModel.Side, Height = ExportedModel.Side };

    private static readonly Dictionary<string, ExportLayout> Layouts = new()
    {
        ["diffusers' script"] = ExportLayout.DiffusersScript with { Configs = true, FreeChannels = false },
        ["Olive, float16"] = ExportLayout.Olive,
        ["optimum, a scalar timestep"] = ExportLayout.Optimum,
        ["timestep [1], int32"] = ExportLayout.Optimum with { TimestepShape = [1], Timestep = DataType.Int32 },
        ["double"] = new() { Outside = DataType.Double, Timestep = DataType.Double },
        ["batch of one"] = new() { Batch = 1, FixedSizes = true },
        ["a pair alone"] = new() { UNetBatch = 2, FixedSizes = true },
        ["other names"] = new() { Renamed = new Dictionary<string, string> { ["sample"] = "x", ["timestep"] = "step", ["out_sample"] = "noise", ["input_ids"] = "ids" } },
        ["a condition"] = new() { TimestepCondition = 12, EmbedsGuidance = true },
    };

    public static TheoryData<string> Names => [.. Layouts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_layout_draws_the_picture_that_it_draws_here(string name)
    {
        using var model = new ExportedModel(Layouts[name]);
        await using var server = await ServeAsync(model);
        var expected = await DrawHereAsync(model);
        foreach (var address in new[] { server.RestAddress, server.Grpc })
        {
            var actual = await DrawThereAsync(address, model);
            Assert.Equal(expected.Latents, actual.Latents);
            Assert.Equal(expected.Image.ToPng(), actual.Image.ToPng());
        }
    }

    [Theory]
    [InlineData("diffusers' script", 8)]
    [InlineData("optimum, a scalar timestep", 8)]
    [InlineData("Olive, float16", 2)]
    [InlineData("diffusers' script", 1)]
    public async Task A_server_that_merges_requests_is_sent_a_timestep_a_row_and_no_more_rows_than_it_takes(string name, int rows)
    {
        using var model = new ExportedModel(Layouts[name]);
        await using var server = await ServeAsync(model, options => options with { MaxBatchSize = rows });
        var expected = await DrawHereAsync(model, GuidanceArrangement.SequentialCalls);
        var actual = await DrawThereAsync(server.Grpc, model);
        Assert.Equal(expected.Latents, actual.Latents);
        var calls = server.Calls.Where(call => call.Network == "unet").ToArray();
        Assert.All(calls, call => Assert.Equal([call.Shapes["sample"][0], 1], call.Shapes["timestep"]));
        Assert.Equal(Math.Min(rows, 2), calls[^1].Shapes["sample"][0]);
    }

    [Fact]
    public async Task Float16_over_JSON_is_refused_with_what_helps()
    {
        using var model = new ExportedModel(ExportLayout.Olive);
        await using var server = await ServeAsync(model, options => options with { ListsBinary = false });
        var error = await Assert.ThrowsAsync<ModelException>(() => DrawThereAsync(server.RestAddress, model));
        Assert.Contains("grpc://", error.Message, StringComparison.Ordinal);
        Assert.Contains("?binary=true", error.Message, StringComparison.Ordinal);
        Assert.Equal((await DrawHereAsync(model)).Latents, (await DrawThereAsync($"{server.RestAddress}?binary=true", model)).Latents);
    }

    [Fact]
    public async Task A_folder_without_graphs_is_enough()
    {
        using var model = new ExportedModel(ExportLayout.Optimum);
        await using var server = await ServeAsync(model);
        var expected = await DrawHereAsync(model);
        foreach (var graph in Directory.GetFiles(model.Folder, "model.onnx*", SearchOption.AllDirectories))
        {
            File.Delete(graph);
        }

        Assert.Equal(expected.Latents, (await DrawThereAsync(server.Grpc, model)).Latents);
        var error = await Assert.ThrowsAsync<ModelException>(() => model.LoadAsync());
        Assert.Contains("model.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_as_a_file_is()
    {
        using var model = new ExportedModel(new());
        using var other = new ExportedModel(new());
        File.Copy(other.PathOf("unet/model.onnx"), other.PathOf("text_encoder/model.onnx"), overwrite: true);
        await using var server = await ServeAsync(other);
        var error = await Assert.ThrowsAsync<ModelException>(() => DrawThereAsync(server.Grpc, model));
        Assert.Contains("does not fit", error.Message, StringComparison.Ordinal);
        Assert.Contains($"text_encoder on {server.Grpc}", error.Message, StringComparison.Ordinal);
    }

    private static Task<InferenceServer> ServeAsync(ExportedModel model, Func<ReferenceServerOptions, ReferenceServerOptions>? change = null)
    {
        var options = new ReferenceServerOptions { Model = model.Folder, Prefix = "" };
        return InferenceServer.StartAsync(change?.Invoke(options) ?? options);
    }

    private static async Task<GenerationResult> DrawHereAsync(ExportedModel model, GuidanceArrangement arrangement = GuidanceArrangement.BatchOfTwo)
    {
        using var pipeline = await model.LoadAsync(new() { Device = DeviceChoice.Cpu, Arrangement = arrangement });
        return await pipeline.GenerateAsync(Request);
    }

    private static async Task<GenerationResult> DrawThereAsync(string address, ExportedModel model)
    {
        using var pipeline = await StableDiffusionPipeline.LoadAsync($"{address} {model.Folder}");
        return await pipeline.GenerateAsync(Request);
    }
}
