namespace DiffusionCourse.Display;

/// <summary>Names the type that makes the formatters of the class it stands on; on the assembly, of types from elsewhere.</summary>
/// <remarks>.NET Interactive looks for an attribute of exactly this simple name, in any namespace, and reads it by reflection.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Assembly, Inherited = true, AllowMultiple = true)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [MimeTypes.Html];
}
