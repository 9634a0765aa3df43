using DiffusionCourse.Imaging;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Imaging;

public sealed class ImageGridTests
{
    private static ImageCell Cell(string? caption = null) => new(TestPictures.Gradient(4, 4), caption);

    [Fact]
    public void A_grid_is_a_table_with_headers_captions_and_alternative_text()
    {
        var grid = new ImageGrid([[Cell("0.5 s"), Cell("0.6 s")], [Cell("1.5 s"), Cell("<1.6 s>")]], "Guidance by steps", ["w = 1", "w = 3"], ["5 steps", "15 steps"], "Four pictures");

        var figure = HtmlCheck.Check(grid.ToHtml()).Element("figure")!;

        Assert.Equal("Four pictures", figure.Attribute("aria-label")!.Value);
        Assert.Equal("Guidance by steps", figure.Element("figcaption")!.Value);
        Assert.Equal(["5 steps", "15 steps"], figure.Descendants("th").Where(th => th.Attribute("scope")!.Value == "col").Select(th => th.Value));
        Assert.Equal(["w = 1", "w = 3"], figure.Descendants("th").Where(th => th.Attribute("scope")!.Value == "row").Select(th => th.Value));
        Assert.Equal("Picture of 4 by 4 pixels, w = 3, 15 steps", figure.Descendants("img").Last().Attribute("alt")!.Value);
        Assert.Contains("<1.6 s>", figure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_row_is_a_list_that_wraps()
    {
        var figure = HtmlCheck.Check(ImageGrid.Row([Cell("a"), Cell("b"), Cell("c")], columnTitles: ["1", "2", "3"]).ToHtml()).Element("figure")!;

        Assert.Equal(3, figure.Element("ul")!.Elements("li").Count());
        Assert.Empty(figure.Descendants("table"));
    }

    [Fact]
    public void Shown_twice_the_ids_differ()
    {
        var grid = ImageGrid.Row([Cell()]);

        HtmlCheck.Check(grid.ToHtml() + grid.ToHtml());
    }

    [Fact]
    public void The_composite_holds_the_pictures_on_white()
    {
        var left = TestPictures.Solid(2, 2, 255, 0, 0);
        var right = TestPictures.Solid(1, 1, 0, 0, 255);

        var image = ImageGrid.Row([left, right], title: "two").ToImage(gap: 1);

        Assert.Equal((5, 2), (image.Width, image.Height));
        Assert.Equal(new Rgb(255, 0, 0), image[1, 1]);
        Assert.Equal(new Rgb(255, 255, 255), image[2, 0]);
        Assert.Equal(new Rgb(0, 0, 255), image[3, 0]);
        Assert.Equal(new Rgb(255, 255, 255), image[4, 0]);
        Assert.Equal("two", image.Description);
    }

    [Fact]
    public void A_grid_without_pictures_is_refused()
    {
        Assert.Contains("at least one picture", Assert.Throws<ArgumentException>(() => new ImageGrid([])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one picture", Assert.Throws<ArgumentException>(() => ImageGrid.Row([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ragged_rows_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageGrid([[Cell(), Cell()], [Cell()]]));

        Assert.Contains("Row 1 of the image grid has 1 pictures, but row 0 has 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_picture_is_refused() =>
        Assert.Contains("row 0", Assert.Throws<ArgumentException>(() => ImageGrid.Row([Cell(), null!])).Message, StringComparison.Ordinal);

    [Fact]
    public void Titles_that_do_not_fit_are_refused()
    {
        Assert.Contains("1 row, but 2 row titles", Assert.Throws<ArgumentException>(() => new ImageGrid([[Cell()]], rowTitles: ["a", "b"])).Message, StringComparison.Ordinal);
        Assert.Contains("2 columns, but 1 column titles", Assert.Throws<ArgumentException>(() => ImageGrid.Row([Cell(), Cell()], columnTitles: ["a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_composite_that_is_too_large_is_refused() =>
        Assert.Contains("At most", Assert.Throws<ArgumentException>(() => ImageGrid.Row([Cell(), Cell()]).ToImage(RgbImage.MaximumSide)).Message, StringComparison.Ordinal);
}
