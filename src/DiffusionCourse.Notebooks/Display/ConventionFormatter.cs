using System.Globalization;
using System.Reflection;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>One formatter found by name.</summary>
internal sealed class ConventionFormatter
{
    private readonly object _target;
    private readonly MethodInfo _format;

    private ConventionFormatter(object target, MethodInfo format, string mimeType, Type type)
    {
        _target = target;
        _format = format;
        MimeType = mimeType;
        Type = type;
    }

    public string MimeType { get; }

    /// <summary>The type that it formats, with all that derive from it.</summary>
    public Type Type { get; }

    public static ConventionFormatter Bind(object formatter, Type attributed)
    {
        var type = formatter.GetType();
        var mimeType = type.GetProperty("MimeType")?.GetValue(formatter) as string
            ?? throw new InvalidOperationException($"The formatter {type} has no public string property MimeType.");
        var format = type.GetMethod("Format", [typeof(object), typeof(TextWriter)])
            ?? throw new InvalidOperationException($"The formatter {type} has no public method bool Format(object, TextWriter).");
        return new ConventionFormatter(formatter, format, mimeType, type.GetProperty("Type")?.GetValue(formatter) as Type ?? attributed);
    }

    /// <summary>The text, or null where the formatter declines the value.</summary>
    public string? TryFormat(object value)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        return _format.Invoke(_target, BindingFlags.DoNotWrapExceptions, null, [value, writer], null) is false ? null : writer.ToString();
    }
}
