using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace DiffusionCourse.Tests.Cli;

public sealed class VscodeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_package_holds_the_extension_and_is_the_same_each_time()
    {
        string[] files = [Path.Combine(_folder.Path, "one.vsix"), Path.Combine(_folder.Path, "two.vsix")];
        foreach (var file in files)
        {
            var run = await CourseCommand.RunAsync("vscode", "pack", "--output", file);
            Assert.True(run.ExitCode == 0, run.Errors);
        }

        Assert.Equal(await File.ReadAllBytesAsync(files[0]), await File.ReadAllBytesAsync(files[1]));
        using var package = ZipFile.OpenRead(files[0]);
        var source = Path.Combine(CourseCommand.RepositoryRoot, "src", "DiffusionCourse.VSCode");
        string[] expected = [.. new[] { "source", "media" }.SelectMany(folder => Directory.GetFiles(Path.Combine(source, folder), "*", SearchOption.AllDirectories)).Append(Path.Combine(source, "package.json")).Append(Path.Combine(source, "README.md"))];
        foreach (var file in expected)
        {
            var name = $"extension/{Path.GetRelativePath(source, file).Replace('\\', '/')}";
            using var content = (package.GetEntry(name) ?? throw new InvalidOperationException($"{name} is missing: {string.Join(' ', package.Entries)}")).Open();
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes);
            Assert.Equal(await File.ReadAllBytesAsync(file), bytes.ToArray());
        }

        Assert.Equal(expected.Length + 2, package.Entries.Count);
    }

    [Fact]
    public async Task The_package_names_what_editors_ask_for()
    {
        var file = Path.Combine(_folder.Path, "course.vsix");
        await CourseCommand.RunAsync("vscode", "pack", "--output", file);
        using var package = ZipFile.OpenRead(file);
        using var described = package.GetEntry("extension.vsixmanifest")!.Open();
        var manifest = XDocument.Load(described).Root!;
        var identity = manifest.Descendants(manifest.Name.Namespace + "Identity").Single();
        Assert.Equal("diffusion-course", (string?)identity.Attribute("Id"));
        Assert.Equal("diffusion-course", (string?)identity.Attribute("Publisher"));
        Assert.All(manifest.Descendants(manifest.Name.Namespace + "Asset"), asset => Assert.NotNull(package.GetEntry((string)asset.Attribute("Path")!)));
        using var types = package.GetEntry("[Content_Types].xml")!.Open();
        var known = XDocument.Load(types).Root!.Elements().Select(type => (string)type.Attribute("Extension")!).ToHashSet();
        Assert.All(package.Entries.Where(entry => entry.FullName != "[Content_Types].xml"), entry => Assert.Contains(Path.GetExtension(entry.Name), known));
    }

    [Theory]
    [InlineData("course.zip")]
    [InlineData("missing/course.vsix")]
    [InlineData("")]
    public async Task A_file_that_cannot_be_the_package_is_refused(string output)
    {
        var run = await CourseCommand.RunAsync("vscode", "pack", "--output", output.Length == 0 ? "" : Path.Combine(_folder.Path, output));
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: --output", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("code")]
    [InlineData("codium")]
    [InlineData("code-server")]
    public async Task It_is_installed_with_the_editor_that_is_there(string editor)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await WriteEditorAsync(editor, "echo \"$@\" > \"${0%/*}/said\"; /bin/cp \"$2\" \"${0%/*}/package\"");
        var run = await CourseCommand.RunAsync(OnlyEditorsOfFolder(), "vscode", "install");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains($"in {editor}.", run.Output, StringComparison.Ordinal);
        var said = (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "said"))).Split(' ', StringSplitOptions.TrimEntries);
        Assert.Equal("--install-extension", said[0]);
        Assert.False(File.Exists(said[1]), "the package is deleted afterwards");
        using var package = ZipFile.OpenRead(Path.Combine(_folder.Path, "package"));
        Assert.NotNull(package.GetEntry("extension/package.json"));
    }

    [Fact]
    public async Task What_an_editor_says_of_its_failure_is_passed_on()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await WriteEditorAsync("code", "echo 'too old' >&2; exit 1");
        var run = await CourseCommand.RunAsync(OnlyEditorsOfFolder(), "vscode", "install");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("error: code did not install the extension: too old", run.Errors.Trim());
    }

    [Fact]
    public async Task Where_no_editor_is_there_it_says_what_to_do()
    {
        var run = await CourseCommand.RunAsync(OnlyEditorsOfFolder(), "vscode", "install");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("course vscode pack", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task The_status_names_device_and_model()
    {
        var run = await CourseCommand.RunAsync("vscode", "status");
        var status = JsonNode.Parse(run.Output)!;
        Assert.Contains((string?)status["device"], new[] { "cpu", "cuda" });
        Assert.False(string.IsNullOrEmpty((string?)status["model"]));
        Assert.False(string.IsNullOrEmpty((string?)status["reason"]));
    }

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string?> OnlyEditorsOfFolder() => new() { ["PATH"] = _folder.Path };

    private async Task WriteEditorAsync(string name, string script)
    {
        var file = Path.Combine(_folder.Path, name);
        await File.WriteAllTextAsync(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
