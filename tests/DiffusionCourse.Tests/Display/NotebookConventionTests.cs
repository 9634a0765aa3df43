using System.Collections;
using System.Reflection;
using DiffusionCourse.Display;
using DiffusionCourse.Imaging;

namespace DiffusionCourse.Tests.Display;

/// <summary>The formatter convention, read as a notebook host reads it: by name, by reflection.</summary>
public sealed class NotebookConventionTests
{
    public static TheoryData<Type> TypesThatShowThemselves =>
        [.. typeof(IHtmlDisplay).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false }
            && (typeof(IHtmlDisplay).IsAssignableFrom(type) || type.GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, []) is not null))];

    [Theory]
    [MemberData(nameof(TypesThatShowThemselves))]
    public void Every_type_with_ToHtml_is_an_IHtmlDisplay_and_names_its_formatters(Type type)
    {
        if (!type.IsNested)
        {
            Assert.True(typeof(IHtmlDisplay).IsAssignableFrom(type) || !type.IsPublic, $"{type} has ToHtml() but is no IHtmlDisplay.");
        }

        if (typeof(IHtmlDisplay).IsAssignableFrom(type))
        {
            Assert.NotNull(ConventionAttribute(type));
        }
    }

    [Fact]
    public void A_host_finds_the_formatters_by_name_and_they_write_the_HTML_and_the_text()
    {
        var image = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]).WithDescription("two dots");

        var outputs = FormattersOf(image).ToDictionary(formatter => MimeType(formatter), formatter => Format(formatter, image));

        Assert.Equal(["text/html", "text/plain"], outputs.Keys.Order());
        Assert.StartsWith("<img src=\"data:image/png;base64,", outputs["text/html"], StringComparison.Ordinal);
        Assert.Equal("2 x 1 image: two dots", outputs["text/plain"]);
    }

    [Fact]
    public void HTML_is_preferred()
    {
        var attribute = ConventionAttribute(typeof(RgbImage))!;

        Assert.Equal(["text/html"], (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!);
    }

    [Fact]
    public void A_formatter_leaves_other_values_alone()
    {
        var formatters = FormattersOf(new Gallery("text"));

        Assert.All(formatters, formatter => Assert.Equal("", Format(formatter, 42)));
    }

    private static object? ConventionAttribute(Type type) =>
        type.GetCustomAttributes(inherit: true).SingleOrDefault(attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute");

    private static IEnumerable<object> FormattersOf(object value)
    {
        var attribute = ConventionAttribute(value.GetType())!;
        var sourceType = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var source = Activator.CreateInstance(sourceType)!;
        return ((IEnumerable)sourceType.GetMethod("CreateTypeFormatters")!.Invoke(source, null)!).Cast<object>();
    }

    private static string MimeType(object formatter) => (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!;

    private static string Format(object formatter, object value)
    {
        var writer = new StringWriter();
        var method = formatter.GetType().GetMethods().Single(m => m.Name == "Format");
        Assert.Equal([typeof(object), typeof(TextWriter)], method.GetParameters().Select(p => p.ParameterType));
        var done = (bool)method.Invoke(formatter, [value, writer])!;
        Assert.Equal(done, writer.ToString().Length > 0);
        return writer.ToString();
    }
}
