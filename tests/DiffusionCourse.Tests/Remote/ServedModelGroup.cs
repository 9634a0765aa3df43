namespace DiffusionCourse.Tests.Remote;

[CollectionDefinition(Name)]
public sealed class ServedModelGroup : ICollectionFixture<ServedModel>
{
    public const string Name = "served model";
}
