using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>Values that show as one piece of text.</summary>
internal static class Scalars
{
    private static readonly string RuntimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>
    /// Whether a value is text by nature: numbers, dates, enums, and what the base class library gives a text of its own.
    /// </summary>
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
        _ => OwnText(value),
    };

    /// <summary>
    /// Whether the compiler has written the type's text: that of a record follows its members, however deep they go, and in circles without
    /// end.
    /// </summary>
    public static bool HasGeneratedText(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || (IsGenerated(type.GetMethod(nameof(ToString), Type.EmptyTypes))
            && IsGenerated(
                type.GetMethod(
                    "PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, [typeof(StringBuilder)])));

    private static bool IsGenerated(MethodInfo? method) => method?.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) == true;

    /// <summary>What the value says of itself; its type where it fails to.</summary>
    private static string OwnText(object value)
    {
        try
        {
            return (value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString()) ?? "";
        }
        catch (Exception)
        {
            // It is code of a cell or of a library, and may throw anything.
            return Shape.NameOf(value.GetType());
        }
    }

    private static string TextOf(Task task)
        => $"{Shape.NameOf(task.GetType())} ({task.Status}), not awaited: write await before it to see its result.";

    private static bool IsOfTheRuntime(Type type) =>
        type.Assembly.Location is { Length: > 0 } location && Path.GetDirectoryName(location) == RuntimeFolder;

    /// <summary>Whether a type has a text of its own.</summary>
    public static bool OverridesToString(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } declaring
        && declaring != typeof(object) && declaring != typeof(ValueType)
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));
}
