using System.Text;
using DiffusionCourse.Models;

namespace DiffusionCourse.Tests.Hub;

/// <summary>null in a catalog.json of the user's own: told with the place and the remedy.</summary>
public sealed class CatalogueNullTests
{
    private const string Whole = """
        {"name": "mine", "title": "Mine", "repository": "me/mine", "precision": "fp32", "licence": {"name": "MIT", "text": "here"},
        "files": {"include": ["*"]}, "prompts": ["a cat"], "defaults": null}
        """;

    [Fact]
    public void Null_is_taken_where_nothing_is_needed() => Assert.Equal("mine", Assert.Single(Read($$"""{"models": [{{Whole}}]}""")).Name);

    [Theory]
    [InlineData("\"mine\"")]
    [InlineData("\"Mine\"")]
    [InlineData("\"me/mine\"")]
    [InlineData("\"fp32\"")]
    [InlineData("\"MIT\"")]
    [InlineData("{\"name\": \"MIT\", \"text\": \"here\"}")]
    [InlineData("{\"include\": [\"*\"]}")]
    [InlineData("[\"*\"]")]
    [InlineData("\"*\"")]
    [InlineData("[\"a cat\"]")]
    [InlineData("\"a cat\"")]
    [InlineData(Whole)]
    public void Null_in_place_of_anything_else_is_told(string part)
    {
        Assert.Contains(part, Whole, StringComparison.Ordinal);
        AssertTold($$"""{"models": [{{Whole.Replace(part, "null", StringComparison.Ordinal)}}]}""");
    }

    [Fact]
    public void Null_in_place_of_the_list_is_told() => AssertTold("""{"models": null}""");

    private static void AssertTold(string json)
    {
        var error = Assert.Throws<ModelException>(() => Read(json));
        Assert.StartsWith("'mine/catalog.json'", error.Message, StringComparison.Ordinal);
        Assert.Contains("null", error.Message, StringComparison.Ordinal);
        Assert.Contains("DIFFUSION_COURSE_MODELS", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<CatalogueModel> Read(string json) => ModelCatalogue.Parse(Encoding.UTF8.GetBytes(json), "mine/catalog.json");
}
