using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>An error as clients show it: a name, a message, and coloured lines that say where.</summary>
/// <param name="Name">Such as <c>DivideByZeroException</c>, or <c>CS0103</c> of the compiler.</param>
/// <param name="Value">The message.</param>
/// <param name="Traceback">The lines, with ANSI colours.</param>
internal sealed record ErrorReport(string Name, string Value, IReadOnlyList<string> Traceback)
{
    private const string Red = "\u001b[31m";
    private const string Green = "\u001b[32m";
    private const string Bold = "\u001b[1m";
    private const string Plain = "\u001b[0m";

    public static ErrorReport From(CellError error)
    {
        var (name, value) = Split(error);
        var lines = new List<string>();
        if (error.Location is { } location)
        {
            lines.Add($"{Green}{location}{Plain}");
            if (location.Source.Length > 0)
            {
                lines.Add($"    {location.Source}");
                if (location.Column > 0)
                {
                    // A tab stays one, so that the mark stands below what it points at.
                    var indent = location.Source.Take(location.Column - 1).Select(character => character == '\t' ? '\t' : ' ');
                    lines.Add($"    {string.Concat(indent)}{Red}^{Plain}");
                }
            }
        }

        lines.Add($"{Red}{Bold}{name}{Plain}: {value}");
        lines.AddRange(error.Details);
        return new ErrorReport(name, value, lines);
    }

    /// <summary>The members that both error messages and failed replies have.</summary>
    public JsonObject ToContent() => new()
    {
        ["ename"] = Name,
        ["evalue"] = Value,
        ["traceback"] = new JsonArray([.. Traceback.Select(line => JsonValue.Create(line))]),
    };

    private static (string Name, string Value) Split(CellError error)
    {
        var split = error.Message.IndexOf(": ", StringComparison.Ordinal);
        return error.Kind is CellErrorKind.Exception or CellErrorKind.Compilation && split > 0
            && !error.Message.AsSpan(0, split).Contains(' ')
            ? (error.Message[..split], error.Message[(split + 2)..])
            : (error.Kind.ToString(), error.Message);
    }
}
