using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Tests.Cli;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Tests.Inference;

/// <summary>On the VAE decoder of the embedded model, copied, so that it can be damaged.</summary>
public sealed class OptimisedGraphTests : IDisposable
{
    private static readonly InferenceDevice Cpu = new(IsCuda: false, "for a test");
    private readonly TemporaryFolder _folder = new();
    private readonly string _cache;
    private readonly string _graph;

    public OptimisedGraphTests()
    {
        _cache = _folder.File("cache");
        _graph = CopyModel("model");
    }

    private string[] Entries => Directory.Exists(Path.Combine(_cache, "graphs")) ? Directory.GetDirectories(Path.Combine(_cache, "graphs")) : [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_kept_graph_gives_the_same_bits()
    {
        var plain = Decode(() => new InferenceSession(_graph));
        var first = Decode(Open);
        var second = Decode(Open);
        Assert.Equal(plain, first);
        Assert.Equal(plain, second);
        Assert.Single(Entries);
    }

    [Fact]
    public void The_second_load_does_not_read_the_model()
    {
        var first = Decode(Open);
        var time = File.GetLastWriteTimeUtc(_graph);
        File.WriteAllBytes(_graph, new byte[new FileInfo(_graph).Length]);
        File.SetLastWriteTimeUtc(_graph, time);
        Assert.Equal(first, Decode(Open));
    }

    [Theory]
    [InlineData(OptimisedGraphEntry.GraphName, false)]
    [InlineData(OptimisedGraphEntry.GraphName, true)]
    [InlineData(OptimisedGraphEntry.WeightsName, false)]
    public void A_damaged_entry_is_made_again(string name, bool unnoticed)
    {
        var plain = Decode(Open);
        var file = Path.Combine(Entries[0], name);
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllBytes(file, new byte[unnoticed ? new FileInfo(file).Length : 100]);
        if (unnoticed)
        {
            File.SetLastWriteTimeUtc(file, time);
        }

        Assert.Equal(plain, Decode(Open));
        Assert.True(new FileInfo(Path.Combine(Assert.Single(Entries), name)).Length > 1000);
        Assert.Equal(plain, Decode(Open));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_done_without()
    {
        File.WriteAllText(_cache, "a file where the folder would be");
        Assert.Equal(Decode(() => new InferenceSession(_graph)), Decode(Open));
    }

    [Fact]
    public void Entries_go_by_content_not_by_place()
    {
        Open().Dispose();
        var copy = CopyModel("copy");
        new OptimisedGraphs(_cache).Open(copy, Cpu, 1).Dispose();
        Assert.Single(Entries);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(copy)!, "weights.bin"), "more beside the graph");
        new OptimisedGraphs(_cache).Open(copy, Cpu, 1).Dispose();
        Assert.Equal(2, Entries.Length);
    }

    [Fact]
    public void A_damaged_model_is_an_error_though_its_sound_version_was_kept()
    {
        Open().Dispose();
        File.WriteAllBytes(_graph, [1, 2, 3, 4]);
        Assert.ThrowsAny<OnnxRuntimeException>(Open);
        Assert.Single(Entries);
        Assert.Throws<ModelException>(() => OnnxGraph.Load(_graph, Cpu, 1));
    }

    [Fact]
    public void Large_models_are_not_kept()
    {
        new OptimisedGraphs(_cache, mostBytes: 1000).Open(_graph, Cpu, 1).Dispose();
        Assert.Empty(Entries);
    }

    [Fact]
    public void What_was_used_longest_ago_goes_first()
    {
        Open().Dispose();
        var oldest = Assert.Single(Entries);
        var draft = Directory.CreateDirectory(Path.Combine(_cache, "graphs", ".dead.tmp")).FullName;
        Directory.SetLastWriteTimeUtc(draft, DateTime.UtcNow.AddDays(-2));
        var other = CopyModel("other");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(other)!, "weights.bin"), "another content");
        new OptimisedGraphs(_cache, mostBytesOfAll: 1000).Open(other, Cpu, 1).Dispose();
        Assert.NotEqual(oldest, Assert.Single(Entries));
    }

    [Fact]
    public void Several_processes_may_fill_the_cache_at_once()
    {
        var plain = Decode(() => new InferenceSession(_graph));
        Parallel.For(0, 4, _ => Assert.Equal(plain, Decode(Open)));
        Assert.Single(Entries);
        Assert.Equal(plain, Decode(Open));
    }

    private InferenceSession Open() => new OptimisedGraphs(_cache).Open(_graph, Cpu, 1);

    private string CopyModel(string name)
    {
        var source = Path.Combine(ModelLocator.Find("emoji-128"), "vae_decoder", "model.onnx");
        var target = Path.Combine(Directory.CreateDirectory(_folder.File(name)).FullName, "model.onnx");
        File.Copy(source, target);
        return target;
    }

    private static float[] Decode(Func<InferenceSession> open)
    {
        using var session = open();
        var random = new Random(3);
        float[] latents = [.. Enumerable.Range(0, 8 * 16 * 16).Select(_ => (float)random.NextDouble() - 0.5f)];
        using var input = OrtValue.CreateTensorValueFromMemory(latents, [1, 8, 16, 16]);
        using var options = new RunOptions();
        using var output = session.Run(options, [session.InputNames[0]], [input], [session.OutputNames[0]]);
        return output[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
