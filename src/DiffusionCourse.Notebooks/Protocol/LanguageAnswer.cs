namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>What was found. Which members are set depends on the question.</summary>
internal sealed record LanguageAnswer
{
    /// <summary>What could be written, in the order in which it is offered.</summary>
    public IReadOnlyList<Completion>? Completions { get; init; }

    /// <summary>Where the text starts that a completion replaces, in UTF-16 code units.</summary>
    public int Start { get; init; }

    /// <summary>Where it ends.</summary>
    public int End { get; init; }

    /// <summary>What the code at the cursor means, as text; null where nothing is known.</summary>
    public string? Text { get; init; }

    /// <summary>The same, or the value of an expression, as HTML.</summary>
    public string? Html { get; init; }

    /// <summary>The same as Markdown.</summary>
    public string? Markdown { get; init; }

    /// <summary>The ways to call what is being called at the cursor; null outside a call.</summary>
    public IReadOnlyList<Signature>? Signatures { get; init; }

    /// <summary>Which of the signatures fits what is written.</summary>
    public int ActiveSignature { get; init; }

    /// <summary>Which argument the cursor is in, from 0.</summary>
    public int ActiveParameter { get; init; }

    /// <summary>What the compiler has against the code, in the order of the text.</summary>
    public IReadOnlyList<Diagnosis>? Diagnoses { get; init; }

    /// <summary>Whether the code can be run.</summary>
    public Completeness Completeness { get; init; }

    /// <summary>The white space that the next line starts with, where the code goes on.</summary>
    public string Indent { get; init; } = "";

    /// <summary>Why an expression has no value.</summary>
    public CellError? Error { get; init; }
}
