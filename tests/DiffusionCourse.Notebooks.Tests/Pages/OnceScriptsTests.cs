using DiffusionCourse.Notebooks.Pages;

namespace DiffusionCourse.Notebooks.Tests.Pages;

public class OnceScriptsTests
{
    private readonly OnceScripts _scripts = new();

    [Fact]
    public void The_first_script_of_a_key_stays_and_the_others_go()
    {
        Assert.Equal("<script data-once=\"a\">1</script><p>x</p>", _scripts.Filter("<script data-once=\"a\">1</script><p>x</p>"));
        Assert.Equal("<p>y</p><script>2</script>", _scripts.Filter("<script data-once=\"a\">1</script><p>y</p><script>2</script>"));
        Assert.Equal("<script type='module' data-once='b'>3</script>", _scripts.Filter("<script type='module' data-once='b'>3</script><script data-once=b>3</script>"));
    }

    [Fact]
    public void Text_inside_a_script_is_left_alone()
    {
        const string Html = "<script>var s = '<script data-once=\"a\">';</script><script data-once=\"a\">if (1 < 2) run();</script>";
        Assert.Equal(Html, _scripts.Filter(Html));
    }

    [Fact]
    public void A_script_of_megabytes_is_handled_at_once()
    {
        var library = new string('x', 4_500_000);
        var html = $"<script data-once=\"plotly\">{library}</script><div></div>";
        Assert.Equal(html, _scripts.Filter(html));
        Assert.Equal("<div></div>", _scripts.Filter(html));
    }
}
