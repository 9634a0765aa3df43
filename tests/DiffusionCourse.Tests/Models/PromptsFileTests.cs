using DiffusionCourse.Models;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Models;

public sealed class PromptsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("prompts.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_is_read()
    {
        File.WriteAllText(Path, """
            {
              "concepts": ["apple", "cat"], "recognisability": [0.5, 1], "styles": ["flat"], "backgrounds": ["blue"], "examples": ["an apple"], "template": "a {concept}",
              "defaultGuidanceScale": 3, "defaultSteps": 4, "defaultScheduler": "lcm"
            }
            """);
        var prompts = PromptsFile.Read(Path)!;
        Assert.Equal(["apple", "cat"], prompts.Concepts);
        Assert.Equal([0.5, 1], prompts.Recognisability);
        Assert.Equal(["flat"], prompts.Styles);
        Assert.Equal(["blue"], prompts.Backgrounds);
        Assert.Equal(["an apple"], prompts.Examples);
        Assert.Equal(("a {concept}", 3.0, 4, "lcm"), (prompts.Template, prompts.DefaultGuidanceScale, prompts.DefaultSteps, prompts.DefaultScheduler));
    }

    [Fact]
    public void What_is_left_out_has_Stable_Diffusions_defaults()
    {
        File.WriteAllText(Path, "{}");
        var prompts = PromptsFile.Read(Path)!;
        Assert.False(prompts.AreListed);
        Assert.Equal((null, 7.5, 20, "dpm++2m"), (prompts.Template, prompts.DefaultGuidanceScale, prompts.DefaultSteps, prompts.DefaultScheduler));
    }

    [Theory]
    [InlineData("{\"concepts\": [\"apple\", 3]}", "concepts")]
    [InlineData("{\"concepts\": [\"apple\"], \"recognisability\": [0.5, 1]}", "recognisability")]
    [InlineData("{\"concepts\": [\"apple\"], \"recognisability\": [1.5]}", "recognisability")]
    [InlineData("{\"concepts\": [\"apple\"], \"recognisability\": [\"all\"]}", "recognisability")]
    [InlineData("{\"defaultSteps\": 0}", "defaultSteps")]
    [InlineData("{\"defaultGuidanceScale\": \"3\"}", "defaultGuidanceScale")]
    [InlineData("{\"defaultScheduler\": 1}", "defaultScheduler")]
    [InlineData("{\"defaultScheduler\": \"sample\"}", "defaultScheduler")]
    [InlineData("{\"defaultScheduler\": \" \"}", "defaultScheduler")]
    public void A_field_of_the_wrong_kind_is_named(string json, string field)
    {
        File.WriteAllText(Path, json);
        var error = Assert.Throws<ModelException>(() => PromptsFile.Read(Path));
        Assert.Contains($"\"{field}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_file_is_no_prompts() => Assert.Null(PromptsFile.Read(Path));
}
