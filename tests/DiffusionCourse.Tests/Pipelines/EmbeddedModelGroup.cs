namespace DiffusionCourse.Tests.Pipelines;

[CollectionDefinition(Name)]
public sealed class EmbeddedModelGroup : ICollectionFixture<EmbeddedPipeline>
{
    public const string Name = "embedded model";
}
