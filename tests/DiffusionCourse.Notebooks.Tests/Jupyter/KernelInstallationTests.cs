using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Jupyter.Installation;

namespace DiffusionCourse.Notebooks.Tests.Jupyter;

public sealed class KernelInstallationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private KernelInstallation Place => KernelInstallation.ForPrefix(_folder.Path);

    private string Kernels => _folder["share/jupyter/kernels"];

    [Fact]
    public void A_kernel_is_laid_out_as_Jupyters_own_tools_lay_it_and_starts_from_its_own_copy()
    {
        var kernel = Place.Install();
        Assert.Equal(Path.Combine(Kernels, ".net-csharp"), kernel.Folder);
        Assert.Equal("C# (DiffusionCourse)", kernel.DisplayName);
        Assert.True(kernel.IsOurs);

        var spec = Spec(kernel);
        var argv = spec["argv"]!.AsArray().Select(word => (string)word!).ToList();
        Assert.True(Path.IsPathFullyQualified(argv[0]) && File.Exists(argv[0]), argv[0]);
        Assert.StartsWith(kernel.Folder, argv[1], StringComparison.Ordinal);
        Assert.True(File.Exists(argv[1]), argv[1]);
        Assert.Contains("{connection_file}", argv);
        Assert.Equal("C#", (string?)spec["language"]);
        Assert.Equal("message", (string?)spec["interrupt_mode"]);
        Assert.True(File.Exists(Path.Combine(kernel.Folder, "logo-64x64.png")));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(argv[1])!, "NetMQ.dll")));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(argv[1])!, "worker.deps.json")));
    }

    [Fact]
    public void Installing_again_replaces_and_leaves_nothing_behind()
    {
        Place.Install(displayName: "First");
        var first = Directory.GetFileSystemEntries(Kernels, "*", SearchOption.AllDirectories).Order().ToList();
        var kernel = Place.Install(displayName: "Second");
        Assert.Equal("Second", Assert.Single(Place.List()).DisplayName);
        Assert.Equal(first, Directory.GetFileSystemEntries(Kernels, "*", SearchOption.AllDirectories).Order());
        Assert.Equal("Second", (string?)Spec(kernel)["display_name"]);
    }

    [Fact]
    public void A_program_of_an_earlier_installation_goes_unless_a_kernel_runs_from_it()
    {
        var kernel = Place.Install();
        Directory.CreateDirectory(Path.Combine(kernel.Folder, "program-old"));
        Directory.CreateDirectory(Path.Combine(kernel.Folder, "program-running"));
        File.WriteAllText(Path.Combine(kernel.Folder, "program-old", "in-use"), "");
        File.WriteAllText(Path.Combine(kernel.Folder, "program-running", "in-use"), "");
        using (new FileStream(Path.Combine(kernel.Folder, "program-running", "in-use"), FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            Place.Install();
            Assert.False(Directory.Exists(Path.Combine(kernel.Folder, "program-old")));
            Assert.True(Directory.Exists(Path.Combine(kernel.Folder, "program-running")));
        }

        Place.Install();
        Assert.False(Directory.Exists(Path.Combine(kernel.Folder, "program-running")));
    }

    [Fact]
    public void A_kernel_that_is_not_ours_stays_unless_forced_and_is_never_removed()
    {
        _folder.Write("share/jupyter/kernels/.net-csharp/kernel.json", """{ "argv": ["dotnet", "interactive"], "display_name": ".NET (C#)", "language": "C#" }""");
        var refused = Assert.Throws<KernelInstallationException>(() => Place.Install());
        Assert.Contains("--name diffusion-course", refused.Message);
        Assert.Contains("--force", refused.Message);
        Assert.Throws<KernelInstallationException>(() => Place.Uninstall());
        Assert.Equal(".NET (C#)", Assert.Single(Place.List()).DisplayName);

        Place.Install("diffusion-course");
        Assert.Equal([false, true], Place.List().Select(kernel => kernel.IsOurs));
        Assert.True(Place.Install(force: true).IsOurs);
    }

    [Fact]
    public void Removing_takes_the_whole_folder_and_says_when_there_is_none()
    {
        Place.Install("one");
        Place.Install("two");
        Place.Uninstall("one");
        Assert.Equal(["two"], Directory.GetDirectories(Kernels).Select(Path.GetFileName));
        Assert.Contains("'one'", Assert.Throws<KernelInstallationException>(() => Place.Uninstall("one")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("two words")]
    public void A_name_that_Jupyter_would_not_see_is_refused(string name) =>
        Assert.Contains("diffusion-course", Assert.Throws<KernelInstallationException>(() => Place.Install(name)).Message);

    [Fact]
    public void A_place_that_cannot_be_written_is_said()
    {
        var file = _folder.Write("file", "");
        Assert.Contains("cannot be written", Assert.Throws<KernelInstallationException>(() => KernelInstallation.ForPrefix(file).Install()).Message);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonNode Spec(InstalledKernel kernel) => JsonNode.Parse(File.ReadAllText(Path.Combine(kernel.Folder, "kernel.json")))!;
}
