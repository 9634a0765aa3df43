using DiffusionCourse.Charts;
using DiffusionCourse.Tests.Display;
using Plotly.NET;

namespace DiffusionCourse.Tests.Charts;

/// <summary>Charts are written without Plotly.NET's <c>toJson</c>, and to the letter as it writes them.</summary>
[Collection(ProcessWideTests.Name)]
public sealed class InlineJsonTests
{
    private static readonly double[] Numbers = [1, 2.5, double.NaN, 1e300];

    private static readonly string[] Words = ["a", "b", "<c>", "d\u2028"];

    public static TheoryData<string> Figures => [.. ChartSamples.All().Keys];

    public static TheoryData<string> Charts => [.. OfPlotly().Keys];

    [Theory]
    [MemberData(nameof(Figures))]
    public void The_courses_figures_are_written_as_Plotly_NET_writes_them(string name) => Check(ChartSamples.All()[name].Chart);

    [Theory]
    [MemberData(nameof(Charts))]
    public void A_students_charts_are_written_as_Plotly_NET_writes_them(string name) => Check(OfPlotly()[name]);

    private static void Check(GenericChart chart) => Assert.Equal(GenericChart.toJson(chart), InlineJson.Plain(chart));

    private static Dictionary<string, GenericChart> OfPlotly() => new()
    {
        ["points"] = Draw(typeof(Chart2D_Scatter.Chart), "Point", Numbers, Numbers),
        ["columns"] = Draw(typeof(Chart2D_Bar.Chart), "Column", [Words]),
        ["a heat map"] = Draw(typeof(Chart2D_Heatmap.Chart), "Heatmap", [new[] { Numbers, Numbers }]),
        ["a pie"] = Draw(typeof(ChartDomain_Pie.Chart), "Pie", Numbers),
        ["a surface"] = Draw(typeof(Chart3D_Surface.Chart), "Surface", [new[] { Numbers, Numbers }]),
        ["a trace alone"] = GenericChart.ofTraceObject(false, new Trace("pie")),
        ["two charts in one"] = GenericChart.combine(
            [GenericChart.ofTraceObject(true, new Trace("scatter")), GenericChart.ofTraceObject(false, new Trace("bar"))]),
    };

    /// <summary>A chart with all of Plotly.NET's defaults; its methods take F#'s optional arguments, which C# must give.</summary>
    private static GenericChart Draw(Type kind, string name, params object[] data)
    {
        var method = kind.GetMethods().First(method => method.Name == name && method.GetParameters()[0].ParameterType.Name.StartsWith("IEnumerable", StringComparison.Ordinal));
        var element = data[0].GetType().GetElementType()!;
        var types = method.GetGenericArguments().Select((_, i) => i == 0 ? element : element.GetElementType() ?? element);
        var arguments = data.Concat(Enumerable.Repeat<object?>(null, method.GetParameters().Length - data.Length));
        return (GenericChart)method.MakeGenericMethod([.. types]).Invoke(null, [.. arguments])!;
    }
}
