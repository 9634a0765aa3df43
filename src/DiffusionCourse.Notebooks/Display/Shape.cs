using System.Collections.Concurrent;
using System.Reflection;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>What can be shown of a type without its help: its public properties and fields.</summary>
internal static class Shape
{
    /// <summary>What an anonymous type is called.</summary>
    public const string Anonymous = "object";

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<ShapeMember>> Shapes = new();

    public static IReadOnlyList<ShapeMember> Of(Type type) => Shapes.GetOrAdd(type, Read);

    /// <summary>The name as C# writes it, without its namespace.</summary>
    public static string NameOf(Type type)
    {
        if (type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal))
        {
            return Anonymous;
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        }

        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    public static bool IsPair(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    public static (object? Key, object? Value) PairOf(object pair) =>
        (pair.GetType().GetProperty("Key")!.GetValue(pair), pair.GetType().GetProperty("Value")!.GetValue(pair));

    private static List<ShapeMember> Read(Type type)
    {
        const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;
        var properties = type.GetProperties(PublicInstance)
            .Where(property =>
                property.GetIndexParameters().Length == 0 && property.GetMethod?.IsPublic == true && IsReadable(property.PropertyType))
            .Select(property => new ShapeMember(property.Name, property.GetValue));
        var fields = type.GetFields(PublicInstance)
            .Where(field => IsReadable(field.FieldType))
            .Select(field => new ShapeMember(field.Name, field.GetValue));
        return [.. properties.Concat(fields).DistinctBy(member => member.Name)];
    }

    private static bool IsReadable(Type type) => !type.IsByRefLike && !type.IsPointer && !type.IsByRef;
}
