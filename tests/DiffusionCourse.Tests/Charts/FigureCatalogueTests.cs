using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using DiffusionCourse.Charts;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Charts;

/// <summary>What holds for every figure that the library can make, found by reflection: none is left out.</summary>
[Collection(ProcessWideTests.Name)]
public sealed partial class FigureCatalogueTests
{
    public static TheoryData<string> Samples => [.. ChartSamples.All().Keys];

    public static TheoryData<string> CourseFigures => [.. ChartSamples.All().Keys.Where(name => !name.StartsWith("Plot.", StringComparison.Ordinal))];

    [Fact]
    public void Every_function_that_makes_a_figure_has_a_sample()
    {
        var functions = typeof(Figure).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(Figure))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct();

        Assert.Equal(functions.Order(), ChartSamples.All().Keys.Select(name => name.Split(',')[0]).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Axes_say_what_they_show(string name)
    {
        var layout = Layout(name);
        var axes = layout.EnumerateObject().Where(property => AxisName().IsMatch(property.Name)).ToArray();

        Assert.True(axes.Length >= 2);
        foreach (var axis in axes)
        {
            var named = axis.Value.TryGetProperty("title", out var title) && !string.IsNullOrWhiteSpace(title.GetProperty("text").GetString());
            var namesItself = axis.Value.TryGetProperty("type", out var type) && type.GetString() == "category";
            Assert.True(named || namesItself, $"{name}: {axis.Name} has no title");
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_legend_lies_outside_of_the_data(string name)
    {
        var layout = Layout(name);
        var legend = layout.TryGetProperty("legend", out var given) ? given : default;
        var shown = layout.TryGetProperty("showlegend", out var show) && show.GetBoolean();
        var names = Traces(name).Where(trace => trace.TryGetProperty("name", out _)).Select(trace => trace.GetProperty("name").GetString()).Distinct().Count();

        Assert.True(shown || names <= 1, $"{name}: {names} series and no legend");
        if (shown)
        {
            Assert.Equal(("h", "container", 1.0, "top"), (legend.GetProperty("orientation").GetString(), legend.GetProperty("yref").GetString(), legend.GetProperty("y").GetDouble(), legend.GetProperty("yanchor").GetString()));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Series_differ_by_more_than_colour_and_colours_come_from_the_palette(string name)
    {
        var traces = Traces(name).Where(trace => trace.GetProperty("type").GetString() is "scatter" or "bar" && trace.TryGetProperty("name", out _)).ToArray();
        var looks = traces.Where(trace => !trace.TryGetProperty("fill", out _)).GroupBy(trace => trace.GetProperty("name").GetString())
            .Select(series => series.Select(Look).Distinct().Single()).ToArray();

        Assert.Equal(looks.Length, looks.Distinct().Count());
        Assert.All(HexColour().Matches(ChartSamples.All()[name].FigureJson()).Select(match => match.Value), colour => Assert.Contains(colour, Palette.DarkTwins.Keys));
        Assert.All(ColourScales(name), scale => Assert.Equal("Cividis", scale));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_mark_tells_its_numbers_when_pointed_at(string name) => Assert.All(Traces(name), trace =>
    {
        var silent = trace.TryGetProperty("hoverinfo", out var info) && info.GetString() == "skip";
        var decoration = silent && (trace.TryGetProperty("fill", out _) || trace.GetProperty("mode").GetString() == "lines");
        Assert.True(decoration || Hole().IsMatch(trace.GetProperty("hovertemplate").GetString()!), $"{name}: no hover text");
    });

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_quantity_with_a_unit_has_it_in_the_table_and_the_figure_fits_any_width(string name)
    {
        PlotlyScript.Emitted = true;
        var figure = ChartSamples.All()[name];
        var layout = Layout(name);

        Assert.False(layout.TryGetProperty("width", out _), $"{name} has a fixed width");
        Assert.NotEmpty(figure.Data!.Rows);
        Assert.Contains("ResizeObserver", figure.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", figure.ToHtml(), StringComparison.Ordinal);
        foreach (Match unit in Unit().Matches(string.Join('\n', AxisTitles(layout))))
        {
            Assert.Contains(figure.Data.Columns, column => column.Unit == unit.Groups[1].Value);
        }
    }

    [Theory]
    [MemberData(nameof(CourseFigures))]
    public void The_alternative_text_of_a_course_figure_states_what_came_out_in_numbers(string name)
    {
        var figure = ChartSamples.All()[name];

        Assert.Matches(@"\d", figure.Description);
        Assert.EndsWith(".", figure.Description, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d\.\d{5}", figure.Description);
        Assert.InRange(figure.Title.Length, 5, 70);
    }

    private static JsonElement Layout(string name) => Parsed(name).GetProperty("layout");

    private static JsonElement[] Traces(string name) => [.. Parsed(name).GetProperty("data").EnumerateArray()];

    private static JsonElement Parsed(string name)
    {
        using var document = JsonDocument.Parse(ChartSamples.All()[name].FigureJson());
        return document.RootElement.Clone();
    }

    /// <summary>What readers without colours see of a series.</summary>
    private static string Look(JsonElement trace)
    {
        string Of(string part, string attribute) => trace.TryGetProperty(part, out var p) && p.ValueKind == JsonValueKind.Object && p.TryGetProperty(attribute, out var value) ? value.ToString() : "";
        return string.Join(' ', Of("line", "dash"), Of("marker", "symbol"), Of("marker", "pattern"));
    }

    private static IEnumerable<string?> ColourScales(string name) => Traces(name)
        .SelectMany(trace => new[] { trace, trace.TryGetProperty("marker", out var marker) ? marker : default })
        .Where(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("colorscale", out _))
        .Select(part => part.GetProperty("colorscale").GetString());

    private static IEnumerable<string?> AxisTitles(JsonElement layout) => layout.EnumerateObject()
        .Where(property => AxisName().IsMatch(property.Name) && property.Value.TryGetProperty("title", out _))
        .Select(axis => axis.Value.GetProperty("title").GetProperty("text").GetString());

    [GeneratedRegex(@"^[xy]axis\d*$")]
    private static partial Regex AxisName();

    [GeneratedRegex("#[0-9A-Fa-f]{6}")]
    private static partial Regex HexColour();

    [GeneratedRegex(@"%\{(y|text|z)")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\((ms|s|dB|%|°)\)$", RegexOptions.Multiline)]
    private static partial Regex Unit();
}
