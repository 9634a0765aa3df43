using DiffusionCourse.Notebooks.Pages;

namespace DiffusionCourse.Notebooks.Tests.Pages;

public class OutputStylesTests
{
    [Fact]
    public void Style_elements_move_and_the_rest_stays()
    {
        var styles = new OutputStyles();
        Assert.Equal("<div id=\"a\"><p>x</p></div>", styles.Take("<div id=\"a\"><style>#a{color:inherit}</style><p>x</p></div>"));
        Assert.Equal("<p>plain</p>", styles.Take("<p>plain</p>"));
        Assert.Equal("<style>#a{color:inherit}</style>\n", styles.Elements);
    }

    [Fact]
    public void Text_in_a_script_is_no_style_element()
    {
        var styles = new OutputStyles();
        const string Script = "<script>element.innerHTML = '<style>p{}</style>';</script>";
        Assert.Equal(Script, styles.Take(Script));
        Assert.Equal("", styles.Elements);
    }
}
