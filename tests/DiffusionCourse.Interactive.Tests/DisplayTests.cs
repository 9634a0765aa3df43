using System.Text.Json;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace DiffusionCourse.Interactive.Tests;

[Collection(RealKernelGroup.Name)]
public sealed class DisplayTests(RealKernel kernel)
{
    private const string Picture = "new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]).WithDescription(\"two dots\")";

    [Theory]
    [InlineData(Picture, "<img ")]
    [InlineData($"ImageGrid.Row([{Picture}], \"A row\")", "<img ")]
    [InlineData("new HtmlTable(\"Times\", [\"steps\", new(\"time\", \"s\")], [[5, 0.61]])", "<caption>Times</caption>")]
    [InlineData("Plot.Bars(\"Title\", \"Finding.\", [\"a\", \"b\"], new(\"time\", \"s\"), [1.0, 2.0])", "drawFigure(")]
    [InlineData("new GenerationRequest(\"a red apple\")", "a red apple")]
    public async Task A_value_of_the_course_shows_as_its_own_HTML(string code, string expected)
    {
        var run = (await kernel.RunAsync(code)).Passed();

        var html = Assert.Single(run.Shown());
        Assert.Contains(expected, html, StringComparison.Ordinal);
        Assert.DoesNotContain("dni-treeview", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgb24>(3, 2)")]
    [InlineData("new SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.La16>(3, 2)")]
    public async Task An_image_of_ImageSharp_is_seen(string code)
    {
        var html = Assert.Single((await kernel.RunAsync($"#r \"{CourseFolder.Beside("SixLabors.ImageSharp.dll")}\"\n{code}")).Passed().Shown());
        Assert.Contains("data:image/png;base64,", html, StringComparison.Ordinal);
        Assert.Contains("an image of 3 x 2 pixels", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"new object[] {{ {Picture}, 1 }}")]
    [InlineData($"({Picture}, \"text\")")]
    [InlineData($"new Dictionary<string, object> {{ [\"a\"] = {Picture} }}")]
    [InlineData($"new {{ A = {Picture} }}")]
    public async Task A_picture_inside_another_value_is_seen(string code) =>
        Assert.Contains("<img ", string.Concat((await kernel.RunAsync(code)).Passed().Shown()), StringComparison.Ordinal);

    [Fact]
    public async Task A_picture_is_shared_as_its_size_and_PNG()
    {
        (await kernel.RunAsync($"var shared = {Picture};")).Passed();

        var picture = await JsonOfAsync("shared");

        Assert.Equal((2, 1, "two dots"), (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32(), picture.GetProperty("description").GetString()));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture.GetProperty("png").GetBytesFromBase64()[..4]);
    }

    [Fact]
    public async Task A_result_is_shared_with_the_settings_that_made_it()
    {
        (await kernel.RunAsync("""
            var drawing = await StableDiffusionPipeline.LoadAsync("emoji-128");
            var drawn = await drawing.GenerateAsync(new("a red apple, flat style, blue background") { Steps = 3, Seed = 7 });
            """)).Passed();

        var result = await JsonOfAsync("drawn");

        Assert.Equal(("a red apple, flat style, blue background", 3, 7), (result.GetProperty("prompt").GetString(), result.GetProperty("steps").GetInt32(), result.GetProperty("seed").GetInt32()));
        Assert.Equal(128, result.GetProperty("image").GetProperty("width").GetInt32());

        // What has no form of its own is its text, not an error.
        Assert.StartsWith("emoji-128", (await JsonOfAsync("drawing")).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_is_shared_as_one_object_a_row()
    {
        (await kernel.RunAsync("var table = new HtmlTable(\"Times\", [\"steps\", \"time\", \"time\"], [[5, 0.5, null], [10, double.NaN, \"x\"]]);")).Passed();

        Assert.Equal("""[{"steps":5,"time":0.5,"time 2":null},{"steps":10,"time":"NaN","time 2":"x"}]""", (await JsonOfAsync("table")).GetRawText());
    }

    [Fact]
    public async Task Another_kernel_gets_a_picture_by_name()
    {
        (await kernel.RunAsync($"var given = {Picture};")).Passed();

        (await kernel.RunAsync("#!set --name taken --value @csharp:given", "other")).Passed();

        var seen = await kernel.RunAsync("$\"{taken.RootElement.GetProperty(\"width\")} wide, {taken.RootElement.GetProperty(\"description\")}\"", "other");
        Assert.Contains("2 wide, two dots", string.Concat(seen.Passed().Shown("text/plain")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variables_panel_says_what_a_value_is_in_one_line()
    {
        (await kernel.RunAsync($"var listed = {Picture}; var listedTable = new HtmlTable(\"Times\", [\"steps\"], [[5]]);")).Passed();

        var values = (await kernel.SendAsync(new RequestValueInfos("csharp"))).Passed().Events.OfType<ValueInfosProduced>().Single().ValueInfos.ToDictionary(info => info.Name, info => info.FormattedValue.Value);

        Assert.Equal(("2 x 1 image: two dots", "Times steps 5"), (values["listed"], values["listedTable"].Replace('\t', ' ')));
    }

    [Fact]
    public async Task A_chart_of_Plotly_is_drawn_without_the_network()
    {
        var run = (await kernel.RunAsync("Plot.Bars(\"Title\", \"Finding.\", [\"a\", \"b\"], new(\"time\", \"s\"), [1.0, 2.0]).Chart")).Passed();

        var html = Assert.Single(run.Shown());
        Assert.Contains("Plotly.newPlot(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("cdn.", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("require.config", html, StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonOfAsync(string name)
    {
        var produced = (await kernel.SendAsync(new RequestValue(name, "application/json", "csharp"))).Passed().Events.OfType<ValueProduced>().Single();
        Assert.Equal("application/json", produced.FormattedValue.MimeType);
        return JsonDocument.Parse(produced.FormattedValue.Value).RootElement.Clone();
    }
}
