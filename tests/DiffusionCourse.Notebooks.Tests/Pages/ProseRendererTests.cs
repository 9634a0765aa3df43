using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Tests.Pages;

public sealed class ProseRendererTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Formulas_become_MathML_and_code_gets_its_colours()
    {
        var html = Render("Noise $\\epsilon$.\n\n$$\nx_t\n$$\n\n```csharp\nvar x = 1;\n```\n\n| a | b |\n|--|--|\n| 1 | 2 |");
        Assert.Contains("<mi>ϵ</mi>", html);
        Assert.Contains("<div class=\"formula\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\" tabindex=\"0\">", html);
        Assert.Contains("<span class=\"k\">var</span>", html);
        Assert.Contains("<table>", html);
    }

    [Theory]
    [InlineData("between 10^6 and 10^9 operations")]
    [InlineData("seeds 1~5 and 6~10")]
    [InlineData("a ++ b ++ c == d == e")]
    public void Signs_that_other_hosts_show_as_they_stand_stay(string markdown) => Assert.Contains($"<p>{markdown}</p>", Render(markdown));

    [Theory]
    [InlineData("text\n\nmore $a + \\foo$ text", 3, 11)]
    [InlineData("$$\nx \\\\\n\\bar\n$$", 2, 3)]
    [InlineData("$x$ and $\\sqrt$", 1, 15)]
    public void A_formula_that_cannot_be_shown_has_its_place(string markdown, int line, int column)
    {
        var exception = Assert.Throws<ProseException>(() => Render(markdown));
        Assert.Equal((line, column), (exception.Line, exception.Column));
    }

    [Fact]
    public void Pictures_are_put_into_the_page()
    {
        File.WriteAllBytes(_folder["a b.png"], [1, 2, 3]);
        Assert.Contains("src=\"data:image/png;base64,AQID\" alt=\"three bytes\"", Render("![three bytes](a%20b.png)"));
    }

    [Theory]
    [InlineData("![x](none.png)", "does not exist")]
    [InlineData("![x](https://example.org/a.png)", "lies on the network")]
    [InlineData("![x](a.bmp)", "of no known kind")]
    public void Pictures_that_cannot_be_put_into_the_page_are_refused(string markdown, string message)
    {
        var exception = Assert.Throws<ProseException>(() => Render("\n" + markdown));
        Assert.Contains(message, exception.Message);
        Assert.Equal(2, exception.Line);
    }

    [Fact]
    public void Links_to_notebooks_lead_to_their_pages()
    {
        var html = Render("[a](02-b.dib) [b](x/c.dib#part) [c](https://example.org/d.dib) [d](#here)");
        Assert.Contains("href=\"02-b.html\"", html);
        Assert.Contains("href=\"x/c.html#part\"", html);
        Assert.Contains("href=\"https://example.org/d.dib\"", html);
        Assert.Contains("href=\"#here\"", html);
    }

    [Theory]
    [InlineData("course/pages", "See <a href=\"../data/card.md\">the <em>card</em></a>.")]
    [InlineData("elsewhere", "See the <em>card</em>.")]
    public void A_page_outside_of_the_source_tree_names_no_file_in_it(string pages, string expected)
    {
        Directory.CreateDirectory(_folder["course/.git"]);
        Directory.CreateDirectory(_folder["course/data"]);
        File.WriteAllText(_folder["course/data/card.md"], "");
        var notebook = new PlannedNotebook(_folder["course/notebooks/a.dib"], _folder[$"{pages}/a.html"], new NotebookDocument());
        var html = new ProseRenderer(new PageLinks(notebook, PageLinks.PagesOf([notebook]))).Render("See [the *card*](../data/card.md).");
        Assert.Contains(expected, html);
    }

    [Fact]
    public void The_same_heading_in_two_cells_gets_two_anchors()
    {
        var renderer = Renderer();
        renderer.Render("## Try it");
        Assert.Contains("id=\"try-it-1\"", renderer.Render("## Try it"));
        Assert.Equal(["try-it", "try-it-1"], renderer.Headings.Select(heading => heading.Anchor));
    }

    [Theory]
    [InlineData("# A\n\n# A 1\n\n# A", "a", "a-1", "a-2")]
    [InlineData("# A\n\n# A\n\n# A 1", "a", "a-1", "a-1-1")]
    [InlineData("# \n\n#  \n\n# `W` > *1*!", "section", "section-1", "w--1")]
    public void No_two_headings_of_a_page_share_an_anchor(string markdown, params string[] anchors)
    {
        var renderer = Renderer();
        renderer.Render(markdown);
        Assert.Equal(anchors, renderer.Headings.Select(heading => heading.Anchor));
    }

    [Fact]
    public void Thousands_of_equal_headings_take_no_more_memory_each_than_one()
    {
        Render("# A\n");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Render(string.Concat(Enumerable.Repeat("# \n", 5000)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5000 * 10_000);
    }

    public void Dispose() => _folder.Dispose();

    private string Render(string markdown) => Renderer().Render(markdown);

    private ProseRenderer Renderer()
    {
        var notebook = new PlannedNotebook(_folder["a.dib"], _folder["a.html"], new NotebookDocument());
        return new ProseRenderer(new PageLinks(notebook, PageLinks.PagesOf([notebook])));
    }
}
