namespace DiffusionCourse.Notebooks.Documents;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Prose in Markdown.</summary>
    Markdown,

    /// <summary>Code in the language that the cell names.</summary>
    Code,

    /// <summary>Text for another program, neither prose nor code: a raw cell of Jupyter.</summary>
    Raw,
}
