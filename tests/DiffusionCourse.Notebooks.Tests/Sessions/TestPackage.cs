using System.IO.Compression;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

/// <summary>Writes small packages into a folder that serves as a source.</summary>
internal static class TestPackage
{
    /// <param name="feed">The folder.</param>
    /// <param name="name">The package's id and its assembly's name.</param>
    /// <param name="version">Three numbers.</param>
    /// <param name="code">What its assembly holds.</param>
    /// <param name="dependency">A package of the same feed that it needs, with its version.</param>
    /// <param name="files">Further files by their path in the package.</param>
    public static void Write(string feed, string name, string version, string code, (string Name, string Version)? dependency = null, params (string Path, string Source)[] files)
    {
        using var work = new TemporaryFolder();
        var references = dependency is { } needed ? new[] { Path.Combine(feed, "built", $"{needed.Name}.{needed.Version}", $"{needed.Name}.dll") } : [];
        var assembly = TestAssembly.Compile(Path.Combine(feed, "built", $"{name}.{version}"), name, code, $"{version}.0", references);
        using var package = ZipFile.Open(Path.Combine(feed, $"{name}.{version}.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(assembly, $"lib/netstandard2.0/{name}.dll");
        foreach (var (path, source) in files)
        {
            package.CreateEntryFromFile(source, path);
        }

        using var writer = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open());
        writer.Write($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
            <id>{name}</id><version>{version}</version><authors>test</authors><description>test</description>
            <dependencies><group targetFramework="netstandard2.0">{(dependency is { } other ? $"<dependency id=\"{other.Name}\" version=\"{other.Version}\" />" : "")}</group></dependencies>
            </metadata></package>
            """);
    }
}
