using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tokenization;

namespace DiffusionCourse.Pipelines;

/// <summary>What is read of a model without ONNX Runtime.</summary>
/// <param name="Tokenizer">From the tokenizer's folder.</param>
/// <param name="SchedulerConfig">From scheduler_config.json; Stable Diffusion 1.5's where there is none.</param>
internal sealed record ModelTexts(ClipTokenizer Tokenizer, SchedulerConfig SchedulerConfig)
{
    /// <exception cref="ModelException">A file is missing or cannot be read.</exception>
    public static ModelTexts Read(ModelFolder folder) => new(
        ClipTokenizer.Load(folder.Tokenizer, ModelFolder.ContextLengthOf(folder.FullPath)),
        folder.SchedulerConfig is { } path ? ReadSchedulerConfig(path) : SchedulerConfig.StableDiffusion15);

    private static SchedulerConfig ReadSchedulerConfig(string path)
    {
        try
        {
            var config = SchedulerConfig.FromFile(path);
            // DDIM takes of it what every scheduler takes.
            _ = Scheduler.FromConfig(config, "ddim");
            return config;
        }
        catch (FormatException error)
        {
            throw new ModelException($"{error.Message} Fetch the model again.", error);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new ModelException($"{path}: {error.Message} Fetch the model again.", error);
        }
    }
}
