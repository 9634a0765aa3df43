using System.Globalization;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>Values that show as one piece of text.</summary>
internal static class Scalars
{
    private static readonly string RuntimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>Whether a value is text by nature: numbers, dates, enums, and what the base class library gives a text of its own.</summary>
    public static bool IsScalar(object value)
    {
        var type = value.GetType();
        return value is string or Task or Type or Delegate
            || type.IsPrimitive
            || type.IsEnum
            || (value is not System.Collections.IEnumerable and not System.Runtime.CompilerServices.ITuple and not Exception
                && (value is IFormattable || (IsOfTheRuntime(type) && OverridesToString(type))));
    }

    /// <summary>The text of a value, the same in every culture.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        Task task => TextOf(task),
        Type type => Shape.NameOf(type),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string TextOf(Task task) => $"{Shape.NameOf(task.GetType())} ({task.Status}), not awaited: write await before it to see its result.";

    private static bool IsOfTheRuntime(Type type) =>
        type.Assembly.Location is { Length: > 0 } location && Path.GetDirectoryName(location) == RuntimeFolder;

    /// <summary>Whether a type has a text of its own.</summary>
    public static bool OverridesToString(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } declaring
        && declaring != typeof(object) && declaring != typeof(ValueType)
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));
}
