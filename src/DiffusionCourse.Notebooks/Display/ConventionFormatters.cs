using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>
/// Formatters found by name, as .NET Interactive finds them: an attribute called TypeFormatterSourceAttribute on the type (or a base
/// of it) names a class whose CreateTypeFormatters() returns objects with a MimeType and a Format(value, writer). On an assembly that a
/// notebook brought it names formatters for types from elsewhere: each says by its Type for which.
/// </summary>
internal static class ConventionFormatters
{
    private const string AttributeName = "TypeFormatterSourceAttribute";

    private static readonly ConcurrentDictionary<(Type Source, Type Owner), bool> Activated = new();
    private static readonly ConcurrentDictionary<Type, string[]> Preferred = new();
    private static readonly List<ConventionFormatter> Known = [];
    private static readonly Lock Gate = new();
    private static readonly ConcurrentQueue<Assembly> Arrived = [];
    private static readonly string RuntimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    static ConventionFormatters()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, arrival) => Arrived.Enqueue(arrival.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Arrived.Enqueue(assembly);
        }
    }

    /// <summary>Formats with the formatter whose type is nearest to the value's; null where there is none.</summary>
    public static FormattedValue? TryFormat(object value, string? mimeType)
    {
        var type = value.GetType();
        ActivateArrived();
        Activate(type);
        ConventionFormatter[] candidates;
        lock (Gate)
        {
            candidates = [
                .. Known.Where(formatter => formatter.Type.IsAssignableFrom(type) && (mimeType is null || formatter.MimeType == mimeType))
            ];
        }

        var wanted = Preferred.TryGetValue(type, out var types) ? types : [FormattedValue.HtmlType];
        foreach (var formatter in candidates
            .OrderBy(formatter => Distance(type, formatter.Type))
            .ThenBy(formatter => Array.IndexOf(wanted, formatter.MimeType) is >= 0 and var index ? index : int.MaxValue))
        {
            if (formatter.TryFormat(value) is { } text)
            {
                return new FormattedValue(formatter.MimeType, text);
            }
        }

        return null;
    }

    /// <summary>What assemblies bring that were loaded since; the runtime's own bring nothing.</summary>
    private static void ActivateArrived()
    {
        while (Arrived.TryDequeue(out var assembly))
        {
            if (assembly.IsDynamic || Path.GetDirectoryName(assembly.Location) == RuntimeFolder)
            {
                continue;
            }

            foreach (var attribute in assembly.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == AttributeName))
            {
                if (attribute.ConstructorArguments is [{ Value: Type source }, ..] && Activated.TryAdd((source, source), true))
                {
                    var formatters = Create(source, source);
                    lock (Gate)
                    {
                        Known.AddRange(formatters);
                    }
                }
            }
        }
    }

    private static void Activate(Type type)
    {
        foreach (var attribute in type.GetCustomAttributes(inherit: true).Where(attribute => attribute.GetType().Name == AttributeName))
        {
            if (Read(attribute, "PreferredMimeTypes") is string[] { Length: > 0 } types)
            {
                Preferred[type] = types;
            }

            if (
                Read(attribute, "FormatterSourceType") is Type source && OwnerOf(type) is var owner
                    && Activated.TryAdd((source, owner), true))
            {
                var formatters = Create(source, owner);
                lock (Gate)
                {
                    Known.AddRange(formatters);
                }
            }
        }
    }

    private static List<ConventionFormatter> Create(Type source, Type owner)
    {
        var create = source.GetMethod("CreateTypeFormatters", BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes)
            ?? throw new InvalidOperationException(
                $"{source} is named by {AttributeName} on {owner}, but has no public method CreateTypeFormatters().");
        var instance = Activator.CreateInstance(source, nonPublic: true);
        return [
            .. ((IEnumerable)create.Invoke(instance, null)!).Cast<object>().Select(formatter => ConventionFormatter.Bind(formatter, owner))
        ];
    }

    /// <summary>The type that carries the attribute: this one or a base.</summary>
    private static Type OwnerOf(Type type)
    {
        while (type.BaseType is { } parent && !IsAttributed(type, inherit: false) && IsAttributed(parent, inherit: true))
        {
            type = parent;
        }

        return type;
    }

    private static bool IsAttributed(Type type, bool inherit) =>
        type.GetCustomAttributes(inherit).Any(attribute => attribute.GetType().Name == AttributeName);

    private static object? Read(object target, string property) => target.GetType().GetProperty(property)?.GetValue(target);

    private static int Distance(Type from, Type to)
    {
        if (to.IsInterface)
        {
            return 1000;
        }

        var distance = 0;
        for (var type = from; type is not null && type != to; type = type.BaseType)
        {
            distance++;
        }

        return distance;
    }
}
