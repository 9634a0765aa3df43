using DiffusionCourse.Display;
using DiffusionCourse.Imaging;

namespace DiffusionCourse.Tests.Display;

public sealed class GalleryTests
{
    [Fact]
    public void A_gallery_shows_everything_it_holds()
    {
        var table = new HtmlTable("Caption", ["a"], [[1]]);

        var html = HtmlCheck.Check(new Gallery(new RgbImage(1, 1, [1, 2, 3]), table, table, "a < b", 0.5).ToHtml());

        Assert.Single(html.Descendants("img"));
        Assert.Equal(2, html.Descendants("table").Count());
        Assert.Equal(["a < b", "0.5"], html.Descendants("p").Select(p => p.Value));
    }

    [Fact]
    public void Side_by_side_there_are_as_many_columns_as_things()
    {
        Assert.Equal(3, Gallery.SideBySide("a", "b", "c").Columns);
        Assert.Equal(1, new Gallery("a", "b", "c").Columns);
    }

    [Fact]
    public void An_empty_gallery_and_a_null_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Gallery());
        Assert.Throws<ArgumentException>(() => Gallery.SideBySide());
        Assert.Contains("Item 1", Assert.Throws<ArgumentException>(() => new Gallery("a", null!)).Message, StringComparison.Ordinal);
    }
}
