using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Serving;

/// <summary>What an editor asks. Which members are read depends on <paramref name="Type"/>.</summary>
/// <param name="Type"><c>run</c>, <c>interrupt</c>, <c>input</c>, <c>complete</c>, <c>inspect</c>, <c>signature</c> or <c>diagnose</c>.</param>
/// <param name="Id">Names the request in its answers.</param>
/// <param name="Place">What errors call the cell, such as <c>cell 3</c>.</param>
/// <param name="Code">The text of the cell.</param>
/// <param name="Position">The cursor, in UTF-16 code units.</param>
/// <param name="Above">The cells above that have not run.</param>
/// <param name="Line">The line for a cell that reads from the console; null for the end of the text.</param>
internal sealed record EditorRequest(string Type, int Id = 0, string? Place = null, string? Code = null, int Position = 0, IReadOnlyList<string>? Above = null, string? Line = null)
{
    /// <summary>The question that the request is; null for requests that are none.</summary>
    public LanguageQuestion? Question => Type switch
    {
        "complete" => Ask(LanguageQuestionKind.Completion),
        "inspect" => Ask(LanguageQuestionKind.Inspection),
        "signature" => Ask(LanguageQuestionKind.Signature),
        "diagnose" => Ask(LanguageQuestionKind.Diagnosis),
        _ => null,
    };

    private LanguageQuestion Ask(LanguageQuestionKind kind) => new(kind, Code ?? "", Position) { Above = Above };
}
