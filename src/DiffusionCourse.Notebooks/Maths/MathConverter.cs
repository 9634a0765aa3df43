using System.Net;

namespace DiffusionCourse.Notebooks.Maths;

/// <summary>Turns a LaTeX formula into MathML, which browsers show without any script or font of ours.</summary>
internal static class MathConverter
{
    /// <summary>Converts a formula.</summary>
    /// <param name="latex">The formula without its dollar signs.</param>
    /// <param name="display">Whether it stands on a line of its own.</param>
    /// <exception cref="MathSyntaxException">It holds something unknown or unbalanced.</exception>
    public static string ToMathMl(string latex, bool display)
    {
        var content = new MathParser(latex).ParseFormula();

        // A page scrolls a formula that is wider than it; without a pointer that takes the focus.
        var attribute = display ? " display=\"block\" tabindex=\"0\"" : "";

        // The annotation lets a reader copy the LaTeX, and a screen reader that knows it read it.
        return $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{attribute}><semantics><mrow>{content}</mrow>"
            + $"<annotation encoding=\"application/x-tex\">{WebUtility.HtmlEncode(latex.Trim())}</annotation></semantics></math>";
    }
}
