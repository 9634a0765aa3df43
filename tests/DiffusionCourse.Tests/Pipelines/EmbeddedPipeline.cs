using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

/// <summary>The embedded model, loaded once for all tests.</summary>
public sealed class EmbeddedPipeline : IDisposable
{
    public const string Prompt = "a red apple, flat style, blue background";

    private readonly Lazy<StableDiffusionPipeline> _pipeline = new(() => Load(GuidanceArrangement.ConcurrentCalls));

    public StableDiffusionPipeline Pipeline => _pipeline.Value;

    public static GenerationRequest Apple { get; } = new(Prompt) { Steps = 4, GuidanceScale = 3 };

    public static StableDiffusionPipeline Load(GuidanceArrangement arrangement)
        => StableDiffusionPipeline.LoadAsync("emoji-128", new() { Device = DeviceChoice.Cpu, Arrangement = arrangement }).GetAwaiter().GetResult();

    public void Dispose()
    {
        if (_pipeline.IsValueCreated)
        {
            _pipeline.Value.Dispose();
        }
    }
}
