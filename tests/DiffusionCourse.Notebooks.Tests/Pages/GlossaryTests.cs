using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Tests.Pages;

public sealed class GlossaryTests
{
    private const string Table = """
        # Words

        A latent of the words' own page.

        ## Glossary

        | word | what it means |
        |---|---|
        | latent | the small tensor, $z$ |
        | $\bar\alpha_t$ | the share that is left |
        | SNR | signal to noise |
        | guidance, $w$ | a longer walk |

        ## After

        | word | not of the glossary |
        |---|---|
        | picture | what comes out |
        """;

    private static readonly PlannedNotebook Words = Notebook("words", Table), Other = Notebook("other", "text");

    [Fact]
    public void The_rows_below_the_heading_are_the_words()
    {
        var entries = Glossary.Of([Other, Words]).For(Other);
        Assert.Equal(["latent", "", "SNR", "guidance"], entries.Select(entry => string.Concat(entry.Words)));
        Assert.Equal(["", @"\bar\alpha_t", "", "w"], entries.Select(entry => string.Concat(entry.Formulas)));
        Assert.Contains("the small tensor, <math", entries[0].Meaning);
        Assert.Equal(4, entries.Select(entry => entry.Id).Distinct().Count());
    }

    [Fact]
    public void The_page_of_the_glossary_explains_nothing_twice() => Assert.Empty(Glossary.Of([Words, Other]).For(Words));

    [Fact]
    public void Without_a_glossary_there_are_no_words() => Assert.Empty(Glossary.Of([Other]).For(Other));

    [Theory]
    [InlineData("Two latents here.", "<dfn class=\"term\" tabindex=\"0\" aria-describedby=\"term-latent\">latents<span class=\"tip\" role=\"tooltip\" id=\"term-latent\">")]
    [InlineData("Latent at the start.", ">Latent<span")]
    [InlineData("In **the latent** space.", ">latent<span")]
    [InlineData("- a list of guidance", ">guidance<span")]
    [InlineData("The SNR falls.", ">SNR<span")]
    [InlineData("So $\\bar\\alpha_t$ falls.", "aria-describedby=\"term-baralphat\"><math")]
    public void A_word_is_explained_where_it_first_stands(string markdown, string expected) => Assert.Contains(expected, Render(markdown));

    [Theory]
    [InlineData("# A latent")]
    [InlineData("[a latent](https://example.org)")]
    [InlineData("`latent`")]
    [InlineData("```\nlatent\n```")]
    [InlineData("| a |\n|---|\n| latent |")]
    [InlineData("relatent latently snr")]
    [InlineData("$x + \\bar\\alpha_t$")]
    public void Headings_links_code_tables_and_other_words_stay_as_they_are(string markdown) => Assert.DoesNotContain("<dfn", Render(markdown));

    [Fact]
    public void Each_word_is_explained_once_a_page()
    {
        var prose = Prose();
        Assert.Contains("<dfn", prose.Render("A latent & a latent of <b>guidance</b>."));
        Assert.DoesNotContain("<dfn", prose.Render("Another latent, more guidance."));
    }

    [Fact]
    public void The_text_around_a_word_is_kept()
    {
        var html = Prose().Render("Before < the latent & after, with guidance.");
        Assert.StartsWith("<p>Before &lt; the <dfn", html);
        Assert.Contains("</dfn> &amp; after, with <dfn", html);
        Assert.EndsWith("</dfn>.</p>", html.Trim());
    }

    private static string Render(string markdown) => Prose().Render(markdown);

    private static ProseRenderer Prose() => new(new PageLinks(Other, PageLinks.PagesOf([Other, Words])), Glossary.Of([Other, Words]).For(Other));

    private static PlannedNotebook Notebook(string name, string text)
    {
        var folder = Path.Combine(Path.GetTempPath(), "glossary");
        return new(Path.Combine(folder, name + ".dib"), Path.Combine(folder, name + ".html"), DibFormat.Read($"#!markdown\n\n{text}\n", name));
    }
}
