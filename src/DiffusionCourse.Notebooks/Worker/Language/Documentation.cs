using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>Reads the parts of XML documentation that the compiler's quick info leaves out.</summary>
internal static partial class Documentation
{
    /// <summary>The documented parameters of a method or record, or of the constructor of a type, in order.</summary>
    public static IReadOnlyList<(string Name, string Text)> ParametersOf(ISymbol symbol)
    {
        if (Parse(symbol) is not { } documentation)
        {
            return [];
        }

        return [.. documentation.Elements("param").Select(parameter => ((string?)parameter.Attribute("name") ?? "", TextOf(parameter)))];
    }

    /// <summary>What the documentation says first; empty where there is none.</summary>
    public static string SummaryOf(ISymbol symbol) => Parse(symbol)?.Element("summary") is { } summary ? TextOf(summary) : "";

    private static XElement? Parse(ISymbol symbol)
    {
        var xml = symbol.OriginalDefinition.GetDocumentationCommentXml();
        try
        {
            return string.IsNullOrWhiteSpace(xml)
                ? null
                : XElement.Parse(xml.TrimStart().StartsWith("<member", StringComparison.Ordinal) ? xml : $"<member>{xml}</member>");
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string TextOf(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference => NameOf(reference),
        XElement inner => TextOf(inner),
        _ => "",
    })), " ").Trim();

    private static string NameOf(XElement reference)
    {
        var target = (string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name")
            ?? (string?)reference.Attribute("langword") ?? reference.Value;
        return target.Split('(')[0].Split('.', ':')[^1].Split('`')[0];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
