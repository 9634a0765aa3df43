namespace DiffusionCourse.Tests.Browser;

/// <summary>The notebooks run once for all tests that look at their pages.</summary>
[CollectionDefinition(Name)]
public sealed class CoursePagesGroup : ICollectionFixture<CoursePages>
{
    public const string Name = "course pages";
}
