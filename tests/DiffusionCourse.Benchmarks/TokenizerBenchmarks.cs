using BenchmarkDotNet.Attributes;
using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;

namespace DiffusionCourse.Benchmarks;

/// <summary>Time of reading the embedded model's tokenizer, and of one prompt.</summary>
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private ClipTokenizer _tokenizer = null!;

    [Params("a cat", "a red apple, flat style, blue background")]
    public string Prompt { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _tokenizer = Load();

    [Benchmark]
    public ClipTokenizer Load() => ClipTokenizer.LoadFromModel(ModelLocator.EmbeddedModel);

    [Benchmark(Baseline = true)]
    public TokenizedPrompt Encode() => _tokenizer.Encode(Prompt);
}
