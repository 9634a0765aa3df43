using System.Text.Json;
using System.Text.RegularExpressions;
using DiffusionCourse.Charts;
using DiffusionCourse.Tests.Display;
using Plotly.NET;
using Figure = DiffusionCourse.Charts.Figure;

namespace DiffusionCourse.Tests.Charts;

[Collection(ProcessWideTests.Name)]
public sealed partial class FigureTests
{
    public static TheoryData<string> Kinds => [.. ChartSamples.All().Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_figure_is_sound_HTML_with_its_finding_as_alternative_text_and_its_data_as_a_table(string kind)
    {
        PlotlyScript.Emitted = true;
        var figure = ChartSamples.All()[kind];

        var html = HtmlCheck.Check(figure.ToHtml()).Element("figure")!;

        var plot = html.Elements("div").Single(div => div.Attribute("role")?.Value == "img");
        Assert.Equal($"{figure.Title}. {figure.Description}", plot.Attribute("aria-label")!.Value);
        Assert.Equal(figure.Title, html.Element("figcaption")!.Element("strong")!.Value);
        Assert.NotNull(html.Element("details")!.Attribute("open"));
        Assert.NotEmpty(html.Element("details")!.Descendants("tbody").Single().Elements("tr"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_script_holds_valid_JSON_and_nothing_that_ends_it(string kind)
    {
        PlotlyScript.Emitted = true;
        var figure = ChartSamples.All()[kind];

        var json = figure.FigureJson();

        Assert.DoesNotContain("<", json, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(figure.ToHtml(), "</script"));
        using var document = JsonDocument.Parse(json);
        Assert.NotEqual(0, document.RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal(JsonValueKind.Object, document.RootElement.GetProperty("layout").ValueKind);
        Assert.DoesNotMatch("NaN|Infinity", json);
    }

    [Fact]
    public void Colours_are_written_as_the_dark_theme_looks_for_them()
    {
        var colours = ChartSamples.All().Values.SelectMany(figure => Colour().Matches(figure.FigureJson())).Select(match => match.Value).Distinct();

        Assert.All(colours, colour => Assert.Contains(colour, Palette.DarkTwins.Keys));
    }

    [Fact]
    public void Values_that_cannot_be_drawn_are_gaps()
    {
        var figure = ChartSamples.All()["Plot.Lines, logarithmic"];

        using var document = JsonDocument.Parse(figure.FigureJson());

        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("data")[0].GetProperty("y")[0].ValueKind);
        Assert.Equal(1, document.RootElement.GetProperty("data")[0].GetProperty("x")[1].GetDouble());
    }

    [Fact]
    public void The_first_figure_of_a_process_brings_plotly_and_the_next_does_not()
    {
        PlotlyScript.Emitted = false;
        var figure = ChartSamples.All()["Plot.Bars"];

        Assert.Contains("data-once=\"plotly.js\"", figure.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("data-once", figure.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_set_up_is_small_and_leaves_plotly_to_the_first_figure()
    {
        PlotlyScript.Emitted = false;

        Assert.InRange(Course.CheckSetup().ToHtml().Length, 500, 10_000);
        Assert.Contains("data-once=\"plotly.js\"", ChartSamples.All()["Plot.Bars"].ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_after_the_script_leaves_plotly_out()
    {
        PlotlyScript.Emitted = false;
        var script = new PlotlyScript().ToHtml();

        Assert.InRange(script.Length, 3_000_000, 5_000_000);
        Assert.Single(Regex.Matches(script, "</script", RegexOptions.IgnoreCase));
        Assert.DoesNotContain("<!--", script, StringComparison.Ordinal);
        Assert.DoesNotContain("data-once", ChartSamples.All()["Plot.Bars"].ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plotly_is_the_copy_of_the_package_hidden_from_module_loaders()
    {
        var script = new PlotlyScript().ToHtml();

        Assert.StartsWith("<script data-once=\"plotly.js\">\nwindow.Plotly || (function (define, module, exports) {", script, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<script[^>]*\bsrc", script);
        Assert.Contains("plotly.js v2.", script, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_of_ones_own_is_shown_too()
    {
        PlotlyScript.Emitted = true;
        var chart = GenericChart.ofTraceObject(false, new Trace("pie"));

        var figure = new Figure("Title", "Finding", chart);

        Assert.Same(chart, figure.Chart);
        Assert.Empty(HtmlCheck.Check(figure.ToHtml()).Descendants("details"));
    }

    [Fact]
    public void The_plain_text_has_the_finding_and_the_numbers() =>
        Assert.Equal(
            "Time and speed-up. \"10 steps\" was the fastest in every round: 1250 ms in the median.\nTime and speed-up\n\tmedian time (s)\tlabel\n50 steps\t6.1\t6100 ms, 1.0x, spread 3 %\n10 steps\t1.25\t1250 ms, 4.9x, spread 8 %",
            ChartSamples.All()["StepCharts.SpeedUps"].ToString());

    [GeneratedRegex("#[0-9A-Fa-f]{6}")]
    private static partial Regex Colour();
}
