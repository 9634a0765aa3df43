using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Models;

/// <summary>Damaged copies of the embedded model: each is refused at load, with the file and the remedy.</summary>
public sealed class ModelErrorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("course-model-").FullName;

    public ModelErrorTests() => CopyModel(ModelLocator.Find(ModelLocator.EmbeddedModel), _folder);

    private string UNet => Path.Combine(_folder, "unet", "model.onnx");

    [Fact]
    public async Task An_untouched_copy_loads_from_any_folder()
    {
        using var pipeline = await LoadAsync();
        Assert.Equal(128, pipeline.DefaultWidth);
        Assert.Equal(8, pipeline.VaeFactor);
    }

    [Fact]
    public async Task An_unknown_name_lists_the_models_that_there_are()
    {
        var error = await Assert.ThrowsAsync<ModelException>(() => StableDiffusionPipeline.LoadAsync("emoji-127"));
        Assert.Contains("emoji-127", error.Message, StringComparison.Ordinal);
        Assert.Contains("emoji-128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_the_catalogue_draws_nothing_alone()
    {
        var folder = Path.Combine(_folder, "models--julienkay--taesd", "snapshots", "c1");
        Directory.CreateDirectory(folder);
        Assert.Contains("taesd makes its previews", Assert.Throws<ModelException>(() => ModelFolder.Open(folder)).Message, StringComparison.Ordinal);
        CopyModel(ModelLocator.Find(ModelLocator.EmbeddedModel), folder);
        Assert.Equal("taesd", ModelFolder.Open(folder).Name);
    }

    [Fact]
    public async Task An_unknown_device_lists_the_devices()
    {
        Assert.Contains("auto, cpu, cuda", Assert.Throws<ArgumentException>(() => InferenceDevice.Parse("tpu")).Message, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StableDiffusionPipeline.LoadAsync(_folder, new() { Device = (DeviceChoice)9 }));
        Assert.Contains("Auto, Cpu, Cuda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_graph_is_named()
    {
        File.Delete(UNet);
        await RefusedAsync(UNet, "missing", "Fetch");
    }

    [Fact]
    public async Task A_truncated_graph_is_named()
    {
        using (var stream = File.OpenWrite(UNet))
        {
            stream.SetLength(stream.Length / 2);
        }

        await RefusedAsync(UNet, "truncated", "fetch the model again");
    }

    [Fact]
    public async Task An_empty_graph_is_named()
    {
        File.WriteAllBytes(UNet, []);
        await RefusedAsync(UNet, "empty");
    }

    [Fact]
    public async Task A_pointer_of_git_lfs_says_what_to_run()
    {
        File.WriteAllText(UNet, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        await RefusedAsync(UNet, "git lfs pull");
    }

    [Fact]
    public async Task A_graph_that_does_not_fit_lists_what_was_found_and_expected()
    {
        File.Copy(Path.Combine(_folder, "vae_decoder", "model.onnx"), UNet, overwrite: true);
        await RefusedAsync(UNet, "expected", "latent_sample", "Inputs found");
    }

    [Fact]
    public async Task A_missing_vocabulary_is_named()
    {
        var vocabulary = Path.Combine(_folder, "tokenizer", "vocab.json");
        File.Delete(vocabulary);
        await RefusedAsync(vocabulary, "missing");
    }

    [Fact]
    public async Task A_vocabulary_that_is_no_json_is_named_with_its_line()
    {
        var vocabulary = Path.Combine(_folder, "tokenizer", "vocab.json");
        File.WriteAllText(vocabulary, "{\n  \"a\": \n");
        await RefusedAsync(vocabulary, "not valid JSON", "line");
    }

    [Fact]
    public async Task A_scheduler_config_that_is_no_json_is_refused()
    {
        var config = Path.Combine(_folder, "scheduler", "scheduler_config.json");
        File.WriteAllText(config, "{");
        await RefusedAsync(config, "Fetch the model again");
    }

    [Theory]
    [InlineData("unet/config.json", "[]", "array")]
    [InlineData("unet/config.json", "{\"sample_size\": 1.5}", "\"sample_size\": 1.5")]
    [InlineData("unet/config.json", "{\"sample_size\": 400000}", "\"sample_size\": 400000")]
    [InlineData("unet/config.json", "{\"block_out_channels\": []}", "\"block_out_channels\": []")]
    [InlineData("vae_decoder/config.json", "{\"scaling_factor\": 0}", "\"scaling_factor\": 0")]
    [InlineData("vae_decoder/config.json", "{\"shift_factor\": \"none\"}", "\"shift_factor\": \"none\"")]
    [InlineData("text_encoder/config.json", "{\"max_position_embeddings\": -1}", "\"max_position_embeddings\": -1")]
    [InlineData("tokenizer/vocab.json", "[]", "array")]
    [InlineData("tokenizer/vocab.json", "{\"<|startoftext|>\": \"zero\"}", "<|startoftext|>")]
    [InlineData("tokenizer/vocab.json", "{\"a\": -1}", "'a' the id -1")]
    [InlineData("tokenizer/vocab.json", "{\"a\": 1}", "0 to 0")]
    [InlineData("tokenizer/vocab.json", "{\"a\": 0.5}", "'a' the id 0.5")]
    [InlineData("tokenizer/vocab.json", "{\"a\": 0, \"b\": 0}", "id 0 to 'a' and to 'b'")]
    [InlineData("tokenizer/vocab.json", "{\"a\": 0, \"a\": 1}", "'a'")]
    [InlineData("tokenizer/vocab.json", "{\"a\": 0}", "lacks the entry")]
    [InlineData("tokenizer/vocab.json", "{}", "lacks the entry")]
    [InlineData("tokenizer/vocab.json", "{\"\\ud83d\": 0}", "half a surrogate pair")]
    [InlineData("tokenizer/special_tokens_map.json", "{\"bos_token\": {\"content\": 5}}", "\"bos_token\": {\"content\": 5}")]
    [InlineData("tokenizer/special_tokens_map.json", "{\"eos_token\": [\"a\"]}", "\"eos_token\": [\"a\"]")]
    [InlineData("tokenizer/special_tokens_map.json", "{\"pad_token\": {}}", "\"pad_token\": {}")]
    [InlineData("tokenizer/special_tokens_map.json", "{\"pad_token\": true}", "\"pad_token\": true")]
    [InlineData("tokenizer/special_tokens_map.json", "{\"pad_token\": \"\\ud83d\"}", "half a surrogate pair")]
    [InlineData("tokenizer/tokenizer_config.json", "{\"model_max_length\": -1}", "\"model_max_length\": -1")]
    [InlineData("tokenizer/tokenizer_config.json", "{\"model_max_length\": \"77\"}", "\"model_max_length\": \"77\"")]
    [InlineData("scheduler/scheduler_config.json", "{\"beta_start\": -1, \"beta_end\": 0.012}", "beta_start is -1 and beta_end 0.012")]
    [InlineData("scheduler/scheduler_config.json", "{\"num_train_timesteps\": 2000000000}", "num_train_timesteps is 2000000000")]
    [InlineData("scheduler/scheduler_config.json", "{\"steps_offset\": -100}", "steps_offset is -100")]
    [InlineData("scheduler/scheduler_config.json", "[]", "scheduler configuration")]
    [InlineData("prompts.json", "{\"styles\": [\"\\ud83d\"]}", "half a surrogate pair")]
    [InlineData("prompts.json", "{\"template\": \"\\udc00\"}", "half a surrogate pair")]
    [InlineData("prompts.json", "[]", "array")]
    [InlineData("prompts.json", "{\"concepts\": 3}", "concepts")]
    [InlineData("prompts.json", "{\"styles\": null}", "styles")]
    [InlineData("prompts.json", "{\"defaultGuidanceScale\": 500}", "500")]
    public async Task A_file_that_states_nonsense_is_named_with_the_field(string file, string content, string expected)
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path, content);
        await RefusedAsync(path, expected, "Fetch the model again");
    }

    [Theory]
    [InlineData("z</w>", "lacks the entry 'z</w>' for the byte 122")]
    [InlineData("\u0120", "for the byte 32")]
    [InlineData("\u00FF</w>", "for the byte 255")]
    public async Task A_vocabulary_that_lacks_a_byte_is_refused(string token, string expected)
    {
        var path = Path.Combine(_folder, "tokenizer", "vocab.json");
        var vocabulary = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(path))!;
        // The last entry takes the place, so that ids have no gap.
        vocabulary["filler"] = vocabulary[token];
        Assert.True(vocabulary.Remove(token));
        File.WriteAllText(path, System.Text.Json.JsonSerializer.Serialize(vocabulary));
        await RefusedAsync(path, expected);
    }

    [Theory]
    [InlineData(DiffusionCourse.Inference.GuidanceArrangement.ConcurrentCalls)]
    [InlineData(DiffusionCourse.Inference.GuidanceArrangement.SequentialCalls)]
    [InlineData(DiffusionCourse.Inference.GuidanceArrangement.BatchOfTwo)]
    public async Task A_graph_that_fails_when_it_runs_is_named_however_guidance_is_arranged(DiffusionCourse.Inference.GuidanceArrangement arrangement)
    {
        // The config hides that the UNet halves its latents, so that an odd size is let through to the graph.
        File.WriteAllText(Path.Combine(_folder, "unet", "config.json"), "{\"sample_size\": 16, \"block_out_channels\": [64]}");
        using var pipeline = await StableDiffusionPipeline.LoadAsync(_folder, new() { Device = DeviceChoice.Cpu, Arrangement = arrangement });
        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(new("a") { Steps = 1, GuidanceScale = 3, Width = 72 }));
        Assert.Contains(UNet, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_blank_name_lists_the_models_that_there_are(string name)
    {
        var error = await Assert.ThrowsAsync<ModelException>(() => StableDiffusionPipeline.LoadAsync(name));
        Assert.Contains("emoji-128", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RefusedAsync(string path, params string[] texts)
    {
        var error = await Assert.ThrowsAsync<ModelException>(LoadAsync);
        Assert.All(texts.Prepend(path), text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    private Task<StableDiffusionPipeline> LoadAsync() => StableDiffusionPipeline.LoadAsync(_folder, new() { Device = DeviceChoice.Cpu });

    private static void CopyModel(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".png", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
