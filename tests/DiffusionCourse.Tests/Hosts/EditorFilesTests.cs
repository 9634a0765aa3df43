using System.Text.Json;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Hosts;

/// <summary>The files that editors and containers read.</summary>
public sealed class EditorFilesTests
{
    [Theory]
    [InlineData(".vscode/extensions.json")]
    [InlineData(".vscode/settings.json")]
    [InlineData(".devcontainer/devcontainer.json")]
    [InlineData(".devcontainer/cuda/devcontainer.json")]
    public void They_are_JSON(string path) => Assert.Equal(JsonValueKind.Object, Read(path).ValueKind);

    [Theory]
    [InlineData(".devcontainer/devcontainer.json")]
    [InlineData(".devcontainer/cuda/devcontainer.json")]
    public void A_container_builds_the_course_and_checks_that_its_first_notebook_runs(string path)
    {
        var container = Read(path);
        foreach (var step in new[] { "onCreateCommand", "postCreateCommand" })
        {
            var script = Path.Combine(CourseCommand.RepositoryRoot, container.GetProperty(step).GetString()!);
            Assert.True(File.Exists(script), script);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(script).HasFlag(UnixFileMode.UserExecute), script);
        }

        Assert.Contains("ms-toolsai.jupyter", container.GetProperty("customizations").GetProperty("vscode").GetProperty("extensions").EnumerateArray().Select(extension => extension.GetString()));
    }

    [Fact]
    public void The_check_uses_commands_that_exist()
    {
        var check = File.ReadAllText(Path.Combine(CourseCommand.RepositoryRoot, ".devcontainer", "check"));
        Assert.All(["course doctor", "course run notebooks/01-setup.dib", "course jupyter artifacts/jupyter", "course kernel list"], command => Assert.Contains(command, check, StringComparison.Ordinal));
    }

    private static JsonElement Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(CourseCommand.RepositoryRoot, path)));
        return document.RootElement.Clone();
    }
}
