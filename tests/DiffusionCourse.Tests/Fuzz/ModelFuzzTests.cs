using DiffusionCourse.Models;
using DiffusionCourse.Tests.Display;
using DiffusionCourse.Tests.Exports;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Fuzz;

/// <summary>Model folders with a damaged file, through load and two steps.</summary>
[Collection(ProcessWideTests.Name)]
public sealed class ModelFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Files =
    [
        "model_index.json", "prompts.json", "scheduler/scheduler_config.json", "unet/config.json", "vae_decoder/config.json", "text_encoder/config.json",
        "tokenizer/vocab.json", "tokenizer/merges.txt", "tokenizer/tokenizer_config.json", "tokenizer/special_tokens_map.json", "unet/model.onnx", "vae_decoder/model.onnx", "text_encoder/model.onnx",
    ];

    [Fact]
    public async Task A_damaged_model_draws_or_is_refused_with_the_file_named()
    {
        const long MostBytes = 512L << 20;
        using var model = new ExportedModel(new ExportLayout());
        model.Write("prompts.json", new { concepts = new[] { "apple" }, defaultSteps = 4, defaultGuidanceScale = 3, defaultScheduler = "euler", template = "a {concept}" });
        model.Write("text_encoder/config.json", new { max_position_embeddings = 24, hidden_size = 16 });
        var whole = Files.Where(file => File.Exists(model.PathOf(file))).ToDictionary(file => file, file => File.ReadAllBytes(model.PathOf(file)));
        await Fuzzing.RunAsync(60, MostBytes, output, async random =>
        {
            var file = whole.Keys.ElementAt(random.Next(whole.Count));
            try
            {
                File.WriteAllBytes(model.PathOf(file), file switch
                {
                    // ONNX Runtime's own reader ends the process on some changed graphs; what a transfer does to them is cut them off.
                    _ when file.EndsWith(".onnx", StringComparison.Ordinal) => whole[file][..random.Next(whole[file].Length)],
                    _ when file.EndsWith(".json", StringComparison.Ordinal) => Damage.Json(whole[file], random),
                    _ => Damage.Bytes(whole[file], random),
                });
                using var pipeline = await model.LoadAsync();
                var result = await pipeline.GenerateAsync(new("a red apple") { Steps = 2, GuidanceScale = 3, Scheduler = pipeline.Prompts.DefaultScheduler });
                Assert.Equal((pipeline.DefaultWidth, pipeline.DefaultHeight), (result.Image.Width, result.Image.Height));
            }
            finally
            {
                File.WriteAllBytes(model.PathOf(file), whole[file]);
            }
        }, error => error is ModelException && error.Message.Contains(model.Folder, StringComparison.Ordinal));
    }
}
