using System.IO.Compression;
using System.Text;
using DiffusionCourse.Tests;
using Xunit.Abstractions;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>The packages of 'dotnet pack', used where there is no clone.</summary>
public sealed class PackageTests(PackedFeed feed, ITestOutputHelper output) : IClassFixture<PackedFeed>
{
    private const string Drawing = """
        new("a red apple, flat style, blue background") { Steps = 4, GuidanceScale = 3, Seed = 42 }
        """;

    [Fact]
    public void A_package_has_what_a_reader_of_it_looks_for_and_names_no_folder_of_the_machine_that_made_it()
    {
        if (IsLeftOut())
        {
            return;
        }

        string[] rings = ["DiffusionCourse", "DiffusionCourse.Sampling", "DiffusionCourse.Hub", "DiffusionCourse.Onnx", "DiffusionCourse.Remote", "DiffusionCourse.Interactive"];
        foreach (var name in (string[])[.. rings, "DiffusionCourse.Tool"])
        {
            using var package = ZipFile.OpenRead(feed.PackageOf(name));
            var specification = TextOf(package, $"{name}.nuspec");
            Assert.Contains("<license type=\"expression\">MIT</license>", specification, StringComparison.Ordinal);
            Assert.Contains("<description>", specification, StringComparison.Ordinal);
            Assert.DoesNotContain("Package Description", specification, StringComparison.Ordinal);
            Assert.NotEmpty(TextOf(package, "README.md"));
            Assert.NotNull(package.GetEntry("icon.png"));
            output.WriteLine($"{name}: {new FileInfo(feed.PackageOf(name)).Length / 1e6:0.0} MB");
            foreach (var entry in package.Entries.Where(entry => Path.GetFileName(entry.FullName).StartsWith("DiffusionCourse", StringComparison.Ordinal) && Path.GetExtension(entry.FullName) is ".dll" or ".xml" or ".dib"))
            {
                using var content = new MemoryStream();
                using var stream = entry.Open();
                stream.CopyTo(content);
                Assert.False(content.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(CourseFolder.Root + Path.DirectorySeparatorChar)) >= 0, $"{name}: {entry.FullName}");
            }
        }

        Assert.All(rings, name => Assert.True(File.Exists(Path.ChangeExtension(feed.PackageOf(name), ".snupkg")), name));
        using var hub = ZipFile.OpenRead(feed.PackageOf("DiffusionCourse.Hub"));
        Assert.NotNull(hub.GetEntry("models/emoji-128/unet/model.onnx"));
        Assert.NotNull(hub.GetEntry("models/emoji-128/NOTICE.txt"));
    }

    [Fact]
    public async Task A_program_of_five_lines_draws_a_picture()
    {
        if (IsLeftOut())
        {
            return;
        }

        var folder = feed.NewFolder("program");
        await File.WriteAllTextAsync(Path.Combine(folder, "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="DiffusionCourse" Version="{PackedFeed.Version}" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), $"""
            using DiffusionCourse.Pipelines;

            using var pipeline = await StableDiffusionPipeline.LoadAsync("emoji-128");
            var result = await pipeline.GenerateAsync({Drawing});
            result.Image.Save("apple.png");
            """);
        await feed.RunAsync(folder, "dotnet", "run");
        Assert.True(IsPicture(Path.Combine(folder, "apple.png")));
    }

    [Fact]
    public async Task The_tool_draws_and_starts_the_course()
    {
        if (IsLeftOut())
        {
            return;
        }

        var folder = feed.NewFolder("tool");
        await feed.RunAsync(folder, "dotnet", "tool", "install", "DiffusionCourse.Tool", "--version", PackedFeed.Version, "--tool-path", "tools");
        var course = Path.Combine(folder, "tools", OperatingSystem.IsWindows() ? "course.exe" : "course");
        await feed.RunAsync(folder, course, "generate", "a red apple", "--steps", "4", "--out", "apple.png");
        Assert.True(IsPicture(Path.Combine(folder, "apple.png")));

        Assert.Contains("start", await feed.RunAsync(folder, course, "doctor"), StringComparison.Ordinal);
        await feed.RunAsync(folder, course, "start", "mine");
        await feed.RunAsync(Path.Combine(folder, "mine"), course, "doctor");
        var notebook = Path.Combine(folder, "mine", "notebooks", "01-setup.dib");
        Assert.Equal(File.ReadAllBytes(Path.Combine(CourseFolder.Root, "notebooks", "01-setup.dib")), File.ReadAllBytes(notebook));
        var run = await feed.RunAsync(folder, course, "run", notebook, "--output", "site");
        Assert.Contains("1 of 1 notebooks passed", run, StringComparison.Ordinal);

        // Editors find the program by it.
        Assert.True(File.Exists(await File.ReadAllTextAsync(Path.Combine(folder, "mine", "artifacts", "course", "program.txt"))));

        // What the student changed stays; what was deleted comes again.
        await File.AppendAllTextAsync(notebook, "\n#!csharp\n\n1 + 1\n");
        var second = Path.Combine(folder, "mine", "notebooks", "02-loading.dib");
        File.Delete(second);
        var again = await feed.RunAsync(folder, course, "start", "mine");
        Assert.Contains("1 files written, 1 kept", again, StringComparison.Ordinal);
        Assert.EndsWith("1 + 1\n", await File.ReadAllTextAsync(notebook), StringComparison.Ordinal);
        Assert.True(File.Exists(second));
    }

    [Fact]
    public async Task One_line_sets_a_notebook_up_on_the_real_kernel()
    {
        if (IsLeftOut())
        {
            return;
        }

        var folder = feed.NewFolder("notebook");
        Directory.CreateDirectory(Path.Combine(folder, ".config"));
        File.Copy(Path.Combine(CourseFolder.Root, ".config", "dotnet-tools.json"), Path.Combine(folder, ".config", "dotnet-tools.json"));
        await Dotnet.RunAsync(output, "tool", "restore");
        await File.WriteAllTextAsync(Path.Combine(folder, "apple.dib"), $"""
            #!csharp

            #r "nuget:DiffusionCourse.Interactive,{PackedFeed.Version}"

            #!csharp

            var pipeline = await StableDiffusionPipeline.LoadAsync("emoji-128");
            var result = await pipeline.GenerateAsync({Drawing});
            result

            #!csharp

            #!diffusion "a red apple" --steps 2 --name apple

            #!csharp

            (apple.Image.Width * 1000) + 7
            """);
        await feed.RunAsync(folder, "dotnet", Dotnet.Course, "run", "apple.dib", "--host", "dotnet-interactive", "--output", "site", "--executed", "executed");
        var shown = await File.ReadAllTextAsync(Path.Combine(folder, "executed", "apple.ipynb"));
        Assert.Contains("data:image/png;base64,", shown, StringComparison.Ordinal);
        Assert.Contains("128007", shown, StringComparison.Ordinal);
    }

    private static bool IsPicture(string path) => File.ReadAllBytes(path).AsSpan(1, 3).SequenceEqual("PNG"u8);

    private static string TextOf(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private bool IsLeftOut()
    {
        if (!Integration.Required)
        {
            output.WriteLine("Not tested: packages have to be made. Set DIFFUSION_COURSE_REQUIRE_INTEGRATION=1.");
        }

        return !Integration.Required;
    }
}
