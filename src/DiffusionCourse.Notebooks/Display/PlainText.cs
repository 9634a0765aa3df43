using System.Collections;
using System.Runtime.CompilerServices;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>Values as one piece of text, for hosts without HTML: consoles, plain exports.</summary>
internal static class PlainText
{
    private const int DepthLimit = 2;

    /// <summary>By the type's own text formatter or ToString(), else by what it is.</summary>
    public static string Of(object? value) => Of(value, 0);

    private static string Of(object? value, int depth) => value switch
    {
        null => "null",
        string text => depth == 0 ? text : $"\"{text}\"",
        _ when Scalars.IsScalar(value) => Scalars.Text(value),
        _ when ConventionFormatters.TryFormat(value, FormattedValue.PlainType) is { } own => own.Text,
        Exception exception => $"{exception.GetType().Name}: {exception.Message}",
        _ when depth == DepthLimit => Shape.NameOf(value.GetType()),
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(index => Of(tuple[index], depth + 1)))})",
        IDictionary dictionary
            => OfItems(dictionary.Keys.Cast<object>().Select(key => $"{Of(key, depth + 1)}: {Of(dictionary[key], depth + 1)}"), '{', '}'),
        // What computes its items as it goes is not made to do so twice.
        ICollection items => OfItems(items.Cast<object?>().Select(item => Of(item, depth + 1)), '[', ']'),
        IEnumerable => Shape.NameOf(value.GetType()),
        _ when Scalars.HasGeneratedText(value.GetType()) => OfMembers(value, depth),
        _ when Scalars.OverridesToString(value.GetType()) => Scalars.Text(value),
        _ => Shape.NameOf(value.GetType()),
    };

    /// <summary>A value inside others, with as much of its own content as there is room for.</summary>
    public static string Inside(object value) => Of(value, DepthLimit - 1);

    /// <summary>A record as it writes itself, but no deeper than other values go.</summary>
    private static string OfMembers(object value, int depth)
    {
        var members = Shape.Of(value.GetType()).Select(member => (member.Name, Value: member.TryRead(value))).ToList();
        if (members.TrueForAll(member => member.Value is null || Scalars.IsScalar(member.Value)))
        {
            return Scalars.Text(value);
        }

        var name = Shape.NameOf(value.GetType());
        return $"{(name == Shape.Anonymous ? "" : name + " ")}{{ "
            + $"{string.Join(", ", members.Select(member => $"{member.Name} = {Of(member.Value, depth + 1)}"))} }}";
    }

    private static string OfItems(IEnumerable<string> items, char open, char close)
    {
        var shown = items.Take(ValueFormatter.ItemLimit + 1).ToList();
        var more = shown.Count > ValueFormatter.ItemLimit ? ", ..." : "";
        return $"{open}{string.Join(", ", shown.Take(ValueFormatter.ItemLimit))}{more}{close}";
    }
}
