using System.Text.Json;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Exports;

/// <summary>A model of small random networks in one exporter's layout, in a folder that is gone after the test.</summary>
internal sealed class ExportedModel : IDisposable
{
    public const int Channels = 4, LatentSide = 8, Factor = 4, Side = LatentSide * Factor;

    public ExportedModel(ExportLayout layout)
    {
        Folder = Directory.CreateTempSubdirectory("course-export-").FullName;
        CopyTokenizer();
        GeneratedNetworks.WriteAll(layout, Folder);
        Write("model_index.json", new { _class_name = "OnnxStableDiffusionPipeline", safety_checker = layout.SafetyChecker ? new[] { "diffusers", "OnnxRuntimeModel" } : null });
        if (layout.SafetyChecker)
        {
            // Never read: whatever lies here must not matter.
            Directory.CreateDirectory(PathOf("safety_checker"));
            File.WriteAllText(PathOf("safety_checker/model.onnx"), "not read");
        }

        Write("scheduler/scheduler_config.json", new { _class_name = "PNDMScheduler", beta_start = 0.00085, beta_end = 0.012, beta_schedule = "scaled_linear", num_train_timesteps = 1000, steps_offset = 1, skip_prk_steps = true });
        if (layout.Configs)
        {
            Write("unet/config.json", new { sample_size = LatentSide, in_channels = Channels, cross_attention_dim = GeneratedNetworks.TextWidth, block_out_channels = new[] { 8 }, time_cond_proj_dim = layout.EmbedsGuidance ? layout.TimestepCondition : (int?)null });
            Write("vae_decoder/config.json", new { scaling_factor = 0.5, block_out_channels = new[] { 8, 8, 8 } });
        }
    }

    public string Folder { get; }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public Task<StableDiffusionPipeline> LoadAsync(PipelineOptions? options = null) => StableDiffusionPipeline.LoadAsync(Folder, options ?? new() { Device = DeviceChoice.Cpu, Arrangement = GuidanceArrangement.BatchOfTwo });

    /// <summary>Moves the model into a folder of its own, so that it can have neighbours; gives that folder.</summary>
    public string MoveInto(string name)
    {
        var parts = Directory.GetFileSystemEntries(Folder);
        Directory.CreateDirectory(PathOf(name));
        foreach (var part in parts)
        {
            Directory.Move(part, Path.Combine(PathOf(name), Path.GetFileName(part)));
        }

        return PathOf(name);
    }

    public void Write(string file, object content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), JsonSerializer.Serialize(content));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void CopyTokenizer()
    {
        var from = Path.Combine(ModelLocator.Find(ModelLocator.EmbeddedModel), "tokenizer");
        Directory.CreateDirectory(PathOf("tokenizer"));
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(PathOf("tokenizer"), Path.GetFileName(file)));
        }
    }
}
