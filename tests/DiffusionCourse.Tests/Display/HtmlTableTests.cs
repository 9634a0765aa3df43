using DiffusionCourse.Display;

namespace DiffusionCourse.Tests.Display;

public sealed class HtmlTableTests
{
    [Fact]
    public void A_table_has_a_caption_headers_with_units_and_numbers_on_the_right()
    {
        var table = new HtmlTable("Time by <steps>", ["steps", new("time", "s", "0.00"), "scheduler"], [[5, 0.6149, "DDIM"], [10, null, "Euler & co"]]);

        var html = HtmlCheck.Check(table.ToHtml());

        Assert.Equal("Time by <steps>", html.Descendants("caption").Single().Value);
        Assert.Equal(["steps", "time (s)", "scheduler"], html.Descendants("thead").Single().Descendants("th").Select(th => th.Value));
        Assert.Equal(["number", "number", null], html.Descendants("thead").Single().Descendants("th").Select(th => th.Attribute("class")?.Value));
        var rows = html.Descendants("tbody").Single().Elements("tr").ToArray();
        Assert.Equal(["5", "0.61", "DDIM"], rows[0].Elements().Select(cell => cell.Value));
        Assert.Equal(["10", "", "Euler & co"], rows[1].Elements().Select(cell => cell.Value));
        Assert.Equal("row", rows[0].Element("th")!.Attribute("scope")!.Value);
    }

    [Fact]
    public void The_plain_text_holds_the_same() =>
        Assert.Equal("Times\nsteps\ttime (s)\n5\t0.6149", new HtmlTable("Times", ["steps", new("time", "s")], [[5, 0.61492]]).ToString());

    [Fact]
    public void What_rounds_to_zero_has_no_sign() =>
        Assert.Equal("t\na\tb\tc\n0\t0.00\t-0.01", new HtmlTable("t", [new("a", null, "0"), new("b", null, "0.00"), new("c", null, "0.00")], [[-0.3, -0.004, -0.006]]).ToString());

    [Fact]
    public void A_row_that_does_not_fit_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new HtmlTable("t", ["a", "b"], [[1, 2], [1]]));

        Assert.Contains("Row 1 has 1 cells, but the table has 2 columns", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_columns_is_refused() => Assert.Throws<ArgumentException>(() => new HtmlTable("t", [], []));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(7.5, "7.5")]
    [InlineData(0.004660098, "0.00466")]
    [InlineData(4.03582977e-5, "4.036e-5")]
    [InlineData(-1234.56, "-1235")]
    [InlineData(12.3456, "12.35")]
    [InlineData(34.7e12, "3.47e13")]
    [InlineData(double.NaN, "not a number")]
    [InlineData(double.PositiveInfinity, "infinite")]
    public void Numbers_have_four_significant_digits(double value, string expected) => Assert.Equal(expected, NumberText.Of(value));
}
