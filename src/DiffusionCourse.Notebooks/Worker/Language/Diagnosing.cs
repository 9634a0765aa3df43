using System.Globalization;
using DiffusionCourse.Notebooks.Protocol;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>What the compiler has against code, under the settings that cells run with.</summary>
internal static class Diagnosing
{
    // Cells have no nullable context, and a student who writes 'object?' means no harm. Assemblies of other versions load here.
    private static readonly HashSet<string> Unwanted = new(["CS8632", "CS8669", "CS1701", "CS1702", "CS1591"], StringComparer.Ordinal);

    public static async Task<LanguageAnswer> AnswerAsync(Document document)
    {
        var tree = (await document.GetSyntaxTreeAsync())!;
        var model = (await document.GetSemanticModelAsync())!;
        var found = model.GetDiagnostics()
            .Where(diagnostic =>
                diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.IsSuppressed && !Unwanted.Contains(diagnostic.Id)
                    && diagnostic.Location.SourceTree == tree)
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic => new Diagnosis(
                diagnostic.Location.SourceSpan.Start,
                diagnostic.Location.SourceSpan.End,
                diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning",
                diagnostic.Id,
                diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        return new LanguageAnswer { Diagnoses = [.. found] };
    }
}
