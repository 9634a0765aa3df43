using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Cli;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Docs;

[Collection(EmbeddedModelGroup.Name)]
public sealed class WholeLoopTests(EmbeddedPipeline embedded)
{
    private const string Folder = "Docs";

    [Fact]
    public async Task The_page_draws_the_pipelines_picture_bit_for_bit()
    {
        var request = new GenerationRequest("a red apple, flat style") { Scheduler = "ddim", Steps = 20, GuidanceScale = 3, Seed = 42 };
        Assert.Equal((await embedded.Pipeline.GenerateAsync(request)).Image, await WholeLoop.DrawAsync());
    }

    [Fact]
    public void It_has_25_lines_at_most() => Assert.InRange(Page.Length, 10, 25);

    [Fact]
    public void The_readme_shows_it_as_it_is()
    {
        var readme = File.ReadAllText(Path.Combine(CourseCommand.RepositoryRoot, "README.md")).ReplaceLineEndings("\n");
        Assert.Contains("```csharp\n" + string.Join('\n', Page) + "\n```", readme, StringComparison.Ordinal);
    }

    private static string[] Page => [.. File.ReadLines(Path.Combine(CourseCommand.RepositoryRoot, "tests", "DiffusionCourse.Tests", Folder, "WholeLoop.cs"))
        .SkipWhile(line => !line.Contains("<page>", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => !line.Contains("</page>", StringComparison.Ordinal))
        .Select(line => line.Length > 8 ? line[8..] : "")];
}
