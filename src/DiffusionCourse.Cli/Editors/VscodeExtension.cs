using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace DiffusionCourse.Cli.Editors;

/// <summary>The course's extension for VS Code, carried by this command, and the package that editors install it from.</summary>
internal static class VscodeExtension
{
    private const string ResourcePrefix = "vscode/";
    private const string Manifest = "package.json";

    private static readonly XNamespace Vsix = "http://schemas.microsoft.com/developer/vsx-schema/2011";
    private static readonly XNamespace ContentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";

    // Packed twice, the same files give the same bytes.
    private static readonly DateTimeOffset EntryTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> MimeTypes = new(StringComparer.Ordinal)
    {
        [".js"] = "application/javascript",
        [".json"] = "application/json",
        [".md"] = "text/markdown",
        [".png"] = "image/png",
        [".svg"] = "image/svg+xml",
        [".vsixmanifest"] = "text/xml",
    };

    /// <summary>The name under which editors list it.</summary>
    public static string Id => $"{Text("publisher")}.{Text("name")}";

    public static string Version => Text("version");

    /// <summary>The extension's files, by their path within it, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [
            .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name =>
                name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Select(name
                    => name[ResourcePrefix.Length..].Replace('\\', '/')).Order(StringComparer.Ordinal)
        ];

    private static JsonObject Package { get; } = (JsonObject)JsonNode.Parse(Read(Manifest))!;

    /// <summary>Writes the package.</summary>
    public static void Pack(Stream output)
    {
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, "[Content_Types].xml", Encoding.UTF8.GetBytes(Types().ToString()));
        Add(archive, "extension.vsixmanifest", Encoding.UTF8.GetBytes(Describe().ToString()));
        foreach (var file in Files)
        {
            Add(archive, $"extension/{file}", Read(file));
        }
    }

    private static string Text(string name) => (string)Package[name]!;

    private static XElement Types() => new(
        ContentTypes + "Types",
        MimeTypes.Select(type =>
            new XElement(ContentTypes + "Default", new XAttribute("Extension", type.Key), new XAttribute("ContentType", type.Value))));

    private static XElement Describe() => new(
        Vsix + "PackageManifest",
        new XAttribute("Version", "2.0.0"),
        new XElement(
            Vsix + "Metadata",
            new XElement(
                Vsix + "Identity", new XAttribute("Language", "en-US"), new XAttribute("Id", Text("name")),
                new XAttribute("Version", Version), new XAttribute("Publisher", Text("publisher"))),
            new XElement(Vsix + "DisplayName", Text("displayName")),
            new XElement(Vsix + "Description", Text("description")),
            new XElement(Vsix + "Tags", string.Join(',', Package["keywords"]!.AsArray())),
            new XElement(Vsix + "Categories", string.Join(',', Package["categories"]!.AsArray())),
            new XElement(
                Vsix + "Properties",
                Property("Engine", (string)Package["engines"]!["vscode"]!),
                Property("ExtensionKind", string.Join(',', Package["extensionKind"]!.AsArray())))),
        new XElement(Vsix + "Installation", new XElement(Vsix + "InstallationTarget", new XAttribute("Id", "Microsoft.VisualStudio.Code"))),
        new XElement(Vsix + "Dependencies"),
        new XElement(
            Vsix + "Assets",
            Asset("Microsoft.VisualStudio.Code.Manifest", Manifest),
            Asset("Microsoft.VisualStudio.Services.Content.Details", "README.md"),
            Asset("Microsoft.VisualStudio.Services.Icons.Default", Text("icon"))));

    private static XElement Property(string id, string value) =>
        new(Vsix + "Property", new XAttribute("Id", $"Microsoft.VisualStudio.Code.{id}"), new XAttribute("Value", value));

    private static XElement Asset(string type, string file) =>
        new(
            Vsix + "Asset", new XAttribute("Type", type), new XAttribute("Path", $"extension/{file}"),
            new XAttribute("Addressable", "true"));

    private static byte[] Read(string file)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var content = assembly.GetManifestResourceStream(ResourcePrefix + file)
            ?? assembly.GetManifestResourceStream(ResourcePrefix + file.Replace('/', '\\'))!;
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        var entry = archive.CreateEntry(name);
        entry.LastWriteTime = EntryTime;
        using var stream = entry.Open();
        stream.Write(content);
    }
}
