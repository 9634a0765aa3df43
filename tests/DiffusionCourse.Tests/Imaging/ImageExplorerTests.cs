using System.Text.RegularExpressions;
using DiffusionCourse.Imaging;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Imaging;

public sealed class ImageExplorerTests
{
    private static ImageGrid Grid(int rows, int columns) => new(
        [.. Enumerable.Range(0, rows).Select(r => (IReadOnlyList<ImageCell>)[.. Enumerable.Range(0, columns).Select(c => new ImageCell(TestPictures.Gradient(4 + r, 4 + c), $"caption {r}, {c}"))])],
        "Cats & <dogs>",
        rows > 1 ? [.. Enumerable.Range(0, rows).Select(r => $"row \"{r}\"")] : null,
        [.. Enumerable.Range(0, columns).Select(c => $"</script> w = {c}")]);

    [Fact]
    public void It_is_sound_HTML_and_shows_the_whole_grid_where_no_script_runs()
    {
        var html = HtmlCheck.Check(Grid(2, 3).Explore("guidance", "steps").ToHtml()).Element("figure")!;

        Assert.NotNull(html.Element("details")!.Attribute("open"));
        Assert.Equal(6, html.Element("details")!.Descendants("img").Count());
        Assert.All(html.Elements("div"), part => Assert.NotNull(part.Attribute("hidden")));
    }

    [Fact]
    public void Every_picture_is_embedded_once()
    {
        var sources = HtmlCheck.Check(Grid(2, 3).Explore("guidance", "steps").ToHtml()).Descendants("img").Select(img => img.Attribute("src")!.Value).ToArray();

        Assert.Equal(6, sources.Distinct().Count());
        Assert.Equal(6, sources.Length);
    }

    [Theory]
    [InlineData("steps", 2, 1)]
    [InlineData(null, 1, 2)]
    public void A_second_slider_or_rows_side_by_side(string? rows, int sliders, int lanes)
    {
        var html = HtmlCheck.Check(Grid(2, 3).Explore("guidance", rows).ToHtml());

        var inputs = html.Descendants("input").Where(input => input.Attribute("type")!.Value == "range").ToArray();
        Assert.Equal(sliders, inputs.Length);
        Assert.All(inputs, input => Assert.Equal("label", input.Parent!.Name.LocalName));
        Assert.Single(html.Descendants("button"));
        Assert.Equal(lanes, html.Descendants("div").Count(div => div.Attribute("class")?.Value == "lane"));
    }

    [Fact]
    public void It_starts_in_the_middle_unless_told_otherwise()
    {
        Assert.Equal("1", First(Grid(1, 3).Explore("step")));
        Assert.Equal("0", First(Grid(1, 3).Explore("step", start: 0)));

        static string First(ImageExplorer explorer) => HtmlCheck.Check(explorer.ToHtml()).Descendants("input").First().Attribute("value")!.Value;
    }

    [Fact]
    public void Titles_cannot_end_the_script() => Assert.Single(Regex.Matches(Grid(2, 3).Explore("guidance").ToHtml(), "</script"));

    [Fact]
    public void Missing_titles_and_positions_are_refused()
    {
        var plain = ImageGrid.Row([TestPictures.Gradient(4, 4)]);
        Assert.Contains("no column titles", Assert.Throws<ArgumentException>(() => plain.Explore("step")).Message, StringComparison.Ordinal);
        Assert.Contains("no row titles", Assert.Throws<ArgumentException>(() => Grid(1, 2).Explore("step", "w")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Grid(1, 2).Explore("step", start: 2));
    }

    [Fact]
    public void Many_large_pictures_are_made_smaller()
    {
        var large = TestPictures.Gradient(512, 512);
        var grid = new ImageGrid([.. Enumerable.Range(0, 3).Select(_ => (IReadOnlyList<ImageCell>)[.. Enumerable.Range(0, 30).Select(_ => new ImageCell(large))])], "90", columnTitles: [.. Enumerable.Range(1, 30).Select(i => $"step {i}")]);

        var html = grid.Explore("step").ToHtml();

        Assert.InRange(html.Length, 1000, 7_000_000);
        Assert.All(HtmlCheck.Check(html).Descendants("img"), img => Assert.Equal("258", img.Attribute("width")!.Value));
    }

    [Fact]
    public void Large_pictures_are_kept_small_on_a_page()
    {
        var large = ImageGrid.Row([TestPictures.Gradient(512, 512)], columnTitles: ["only"]);

        var html = large.Explore("step").ToHtml();

        Assert.Contains("data:image/webp;base64,", html, StringComparison.Ordinal);
        // The picture is nearly noise; photographs take a fifth of that.
        Assert.InRange(html.Length, 1000, 300_000);
    }
}
