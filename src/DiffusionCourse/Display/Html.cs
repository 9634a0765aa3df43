using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace DiffusionCourse.Display;

/// <summary>What every HTML fragment of the library needs: escaped text and ids of its own.</summary>
internal static class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Escapes text for element content and for attribute values in double quotes.</summary>
    public static string Encode(string? text) => text is null ? "" : Encoder.Encode(text);

    /// <summary>A fresh id. Random, because a page can hold the outputs of several kernels.</summary>
    public static string NewId() => "dc-" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>An attribute with a leading space, or nothing where the value is null.</summary>
    public static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{Encode(value)}\"";
}
