namespace DiffusionCourse.Tests.Vscode;

/// <summary>One server of VS Code for all tests that use it, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class VscodeGroup : ICollectionFixture<VscodeFixture>
{
    public const string Name = "VS Code";
}
