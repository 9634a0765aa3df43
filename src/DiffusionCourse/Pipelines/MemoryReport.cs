using DiffusionCourse.Display;

namespace DiffusionCourse.Pipelines;

/// <summary>What a pipeline holds in memory, beside what its networks weigh. Shows itself in a notebook.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record MemoryReport : IHtmlDisplay
{
    /// <summary>Bytes of each network's files (graph and weights), by component; those that are not loaded left out.</summary>
    public required IReadOnlyDictionary<string, long> ComponentBytes { get; init; }

    /// <summary>Bytes of all loaded networks' files.</summary>
    public long WeightBytes => ComponentBytes.Values.Sum();

    /// <summary>Physical memory that the process holds now, in bytes.</summary>
    public required long ProcessBytes { get; init; }

    /// <summary>The most physical memory that the process held since it started, in bytes.</summary>
    public required long PeakProcessBytes { get; init; }

    /// <summary>
    /// Name, memory in use and memory in all of each GPU, as the driver says it; empty without an NVIDIA driver or on the CPU.
    /// </summary>
    public required IReadOnlyList<string> Gpus { get; init; }

    /// <inheritdoc/>
    public string ToHtml() => Table().ToHtml();

    /// <inheritdoc/>
    public override string ToString()
        => Invariant($"weights {WeightBytes / 1e6:0} MB, process {ProcessBytes / 1e6:0} MB, at most {PeakProcessBytes / 1e6:0} MB");

    private HtmlTable Table() => new("Memory", ["what", new("size", "MB", "0.0")],
    [
        .. ComponentBytes.Select(component => new object?[] { $"files of {component.Key}", component.Value / 1e6 }),
        ["files in all", WeightBytes / 1e6],
        ["process now", ProcessBytes / 1e6],
        ["process at most", PeakProcessBytes / 1e6],
        .. Gpus.Select(gpu => new object?[] { gpu, null }),
    ]);
}
