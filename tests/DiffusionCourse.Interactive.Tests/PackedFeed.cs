using DiffusionCourse.Notebooks.Tests;
using DiffusionCourse.Tests;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>
/// The packages, made once, in a folder that serves as a feed, and a machine that knows no other copy of them: a package cache of its own,
/// which falls back on the user's for everything else.
/// </summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime.
public sealed class PackedFeed : IAsyncLifetime
#pragma warning restore CA1001
{
    /// <summary>A version that no user's cache holds, which would be taken in place of what was packed.</summary>
    public const string Version = "0.1.0-packed";

    private readonly TemporaryFolder _folder = new();

    /// <summary>The feed.</summary>
    public string Feed => _folder["feed"];

    /// <summary>An empty folder, from which the feed is seen.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_folder[$"work/{name}"]).FullName;

    /// <summary>The package, to look into.</summary>
    public string PackageOf(string name) => Path.Combine(Feed, $"{name}.{Version}.nupkg");

    public async Task InitializeAsync()
    {
        if (!Integration.Required)
        {
            return;
        }

        // Built apart, so that no build of the repository meets these outputs.
        await Dotnet.RunAsync(null, "pack", $"-p:Version={Version}", "--output", Feed, "--artifacts-path", _folder["artifacts"], "-v:quiet", "-nologo");
        var shared = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(_folder["work"]);
        await File.WriteAllTextAsync(_folder["work/nuget.config"], $"""
            <configuration>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="shared" value="{shared}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Runs a program that knows the feed.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> RunAsync(string folder, string program, params string[] arguments) => Dotnet.RunAsync(null, folder, program, arguments, _folder["packages"]);
}
