namespace DiffusionCourse.Tests.Display;

/// <summary>Tests that change what the whole process sees, or measure what it takes, run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideTests
{
    public const string Name = "Process-wide";
}
