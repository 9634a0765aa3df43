namespace DiffusionCourse.Notebooks.Tests.Serving;

/// <summary>One editor for tests that leave nothing in its process.</summary>
public sealed class EditorFixture : IAsyncLifetime
{
    internal EditorPeer Editor { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Editor.DisposeAsync();
}
