namespace DiffusionCourse.Tests.Hub;

/// <summary>Keeps what is reported, at once: a Progress would post it to other threads.</summary>
internal sealed class Collector<T>(List<T> seen) : IProgress<T>
{
    public void Report(T value) => seen.Add(value);
}
