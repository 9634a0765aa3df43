using System.Collections;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>
/// How values show: by their own formatter (found by convention), else by their own ToHtml(), else by what they are:
/// text, number, sequence, dictionary, tuple, object with properties.
/// </summary>
internal static partial class ValueFormatter
{
    /// <summary>How many items of a sequence are shown.</summary>
    public const int ItemLimit = 20;

    private const int DepthLimit = 3;

    public static FormattedValue Format(object? value, string? mimeType = null)
    {
        var content = FormatAs(value, mimeType);
        return content.MimeType == FormattedValue.PlainType || value is null or string
            ? content
            : content with { PlainText = PlainText.Of(value) };
    }

    private static FormattedValue FormatAs(object? value, string? mimeType)
    {
        if (mimeType is not null && value is not null)
        {
            return value is string content
                ? new FormattedValue(mimeType, content)
                : FormatOwn(value, mimeType) ?? new FormattedValue(
                    mimeType, mimeType == FormattedValue.HtmlType ? FormatByShape(value, 0).ToHtml() : Scalars.Text(value));
        }

        return Format(value, depth: 0);
    }

    private static FormattedValue Format(object? value, int depth) => value switch
    {
        null => FormattedValue.Plain("null"),
        string text => FormattedValue.Plain(text),
        _ => FormatOwn(value, null) ?? FormatByShape(value, depth),
    };

    /// <summary>By the type's own formatter or ToHtml(), if it has one.</summary>
    private static FormattedValue? FormatOwn(object value, string? mimeType)
    {
        if (ConventionFormatters.TryFormat(value, mimeType) is { } formatted)
        {
            return formatted;
        }

        return mimeType is null or FormattedValue.HtmlType && ToHtmlMethod(value) is { } method
            ? FormattedValue.Html((string?)method.Invoke(value, BindingFlags.DoNotWrapExceptions, null, null, null) ?? "")
            : null;
    }

    private static MethodInfo? ToHtmlMethod(object value) =>
        value.GetType().GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes) is { } method
            && method.ReturnType == typeof(string)
            ? method
            : null;

    private static FormattedValue FormatByShape(object value, int depth)
    {
        if (Scalars.IsScalar(value))
        {
            return FormattedValue.Plain(Scalars.Text(value));
        }

        if (depth >= DepthLimit)
        {
            return FormattedValue
                .Plain(value is ITuple || Scalars.HasGeneratedText(value.GetType()) ? PlainText.Inside(value) : Scalars.Text(value));
        }

        return value switch
        {
            Exception exception => FormatException(exception),
            ITuple tuple => FormatTuple(tuple, depth),
            Array { Rank: 2 } matrix => FormatMatrix(matrix, depth),
            IDictionary dictionary => FormatPairs(Pairs(dictionary), dictionary.Count, depth),
            IEnumerable sequence => FormatSequence(sequence, depth),
            _ => FormatProperties(value, depth),
        };
    }

    private static FormattedValue FormatException(Exception exception)
    {
        var lines = new List<string>();
        for (var current = exception; current is not null; current = current.InnerException)
        {
            lines.Add($"{current.GetType().FullName}: {current.Message}");
        }

        return FormattedValue.Html($"<pre class=\"nb-exception\">{WebUtility.HtmlEncode(string.Join("\ncaused by ", lines))}</pre>");
    }

    private static FormattedValue FormatProperties(object value, int depth)
    {
        var properties = Shape.Of(value.GetType());
        return properties.Count == 0
            ? FormattedValue.Plain(Scalars.Text(value))
            : FormattedValue.Html(Table(
                Shape.NameOf(value.GetType()),
                ["Property", "Value"],
                properties.Select(property =>
                    (string[])[WebUtility.HtmlEncode(property.Name), property.Show(value, item => Cell(item, depth))]),
                headRow: false));
    }

    private static string Cell(object? value, int depth) => Format(value, depth + 1).ToHtml();
}
