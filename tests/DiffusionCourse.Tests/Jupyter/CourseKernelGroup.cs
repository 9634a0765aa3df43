namespace DiffusionCourse.Tests.Jupyter;

/// <summary>Tests that share the installed kernel, and run one after another: each starts processes of its own.</summary>
[CollectionDefinition(Name)]
public sealed class CourseKernelGroup : ICollectionFixture<CourseKernel>
{
    public const string Name = "course kernel";
}
