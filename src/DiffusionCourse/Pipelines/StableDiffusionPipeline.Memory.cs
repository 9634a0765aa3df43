using System.Diagnostics;
using DiffusionCourse.Files;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

public sealed partial class StableDiffusionPipeline
{
    /// <summary>Says what the pipeline and its process hold in memory.</summary>
    public MemoryReport MeasureMemory()
    {
        using var process = Process.GetCurrentProcess();
        return new MemoryReport
        {
            ComponentBytes = _parts.GraphFiles.ToDictionary(graph => graph.Component, graph => BytesBeside(graph.File)),
            ProcessBytes = process.WorkingSet64,
            PeakProcessBytes = process.PeakWorkingSet64,
            Gpus = Device.IsCuda ? NvidiaDriver.ListGpus("name,memory.used,memory.total") : [],
        };
    }

    // External weights lie beside the graph.
    private static long BytesBeside(string graph)
        => new DirectoryInfo(Path.GetDirectoryName(graph)!).EnumerateFiles().Where(file =>
            file.Extension != ".json").Sum(file => FileSize.Of(file.FullName) ?? 0);
}
