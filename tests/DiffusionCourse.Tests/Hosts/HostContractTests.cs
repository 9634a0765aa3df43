using System.Reflection;
using System.Runtime.CompilerServices;
using DiffusionCourse.Display;

namespace DiffusionCourse.Tests.Hosts;

/// <summary>What notebook hosts ask of the library as a whole. The formatters themselves: NotebookConventionTests.</summary>
public sealed class HostContractTests
{
    private static readonly Assembly Library = typeof(IHtmlDisplay).Assembly;

    private static readonly Type[] PublicTypes = Library.GetExportedTypes();

    [Fact]
    public void No_notebook_host_is_referenced() =>
        Assert.DoesNotContain(Library.GetReferencedAssemblies(), name => name.Name!.Contains("Interactive", StringComparison.Ordinal) || name.Name.Contains("Verso", StringComparison.Ordinal));

    [Fact]
    public void ToHtml_can_be_called_by_name_on_every_type_that_shows_itself() => Assert.All(
        PublicTypes.Where(type => type is { IsInterface: false, IsAbstract: false } && typeof(IHtmlDisplay).IsAssignableFrom(type)),
        type => Assert.Equal(typeof(string), type.GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes)?.ReturnType));

    [Fact]
    public void The_text_of_every_type_that_shows_itself_is_its_own() => Assert.All(
        PublicTypes.Where(type => type is { IsInterface: false, IsAbstract: false } && typeof(IHtmlDisplay).IsAssignableFrom(type)),
        type => Assert.NotEqual(typeof(object), type.GetMethod("ToString", Type.EmptyTypes)!.DeclaringType));

    // It would be ambiguous with the one that hosts bring.
    [Fact]
    public void No_extension_method_is_called_Display() => Assert.DoesNotContain(
        PublicTypes.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)),
        method => method.Name == "Display" && method.IsDefined(typeof(ExtensionAttribute)));

    // A student's call must not need an assembly that hosts carry in another version.
    [Fact]
    public void No_parameter_has_a_type_of_FSharp() => Assert.DoesNotContain(
        PublicTypes.SelectMany(type => type.GetMethods().Cast<MethodBase>().Concat(type.GetConstructors())).SelectMany(method => method.GetParameters()),
        parameter => Flatten(parameter.ParameterType).Any(type => type.Assembly.GetName().Name == "FSharp.Core"));

    [Fact]
    public void Nothing_is_shown_as_a_sequence() => Assert.DoesNotContain(
        PublicTypes,
        type => typeof(IHtmlDisplay).IsAssignableFrom(type) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) && type.GetCustomAttributes(inherit: true).All(attribute => attribute.GetType().Name != "TypeFormatterSourceAttribute"));

    private static IEnumerable<Type> Flatten(Type type) => type.GetGenericArguments().SelectMany(Flatten).Append(type.HasElementType ? type.GetElementType()! : type);
}
