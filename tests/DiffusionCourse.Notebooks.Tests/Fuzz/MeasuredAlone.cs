namespace DiffusionCourse.Notebooks.Tests.Fuzz;

/// <summary>Tests that measure what the whole process takes run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "Measured alone";
}
