using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli;

/// <summary>Memory in megabytes (1e6 bytes): the files of the networks, and the most that the process held.</summary>
internal sealed record MemoryFigures(double Weights, double PeakProcess)
{
    public static MemoryFigures From(MemoryReport memory) => new(Megabytes(memory.WeightBytes), Megabytes(memory.PeakProcessBytes));

    private static double Megabytes(long bytes) => Math.Round(bytes / 1e6, 1);
}
