namespace DiffusionCourse.Interactive.Tests;

/// <summary>One kernel for all tests, which run one after another: its formatters belong to the process.</summary>
[CollectionDefinition(Name)]
public sealed class RealKernelGroup : ICollectionFixture<RealKernel>
{
    public const string Name = "real kernel";
}
