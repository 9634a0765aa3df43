namespace DiffusionCourse.Notebooks.Protocol;

internal enum LanguageQuestionKind
{
    /// <summary>What could be written at the cursor.</summary>
    Completion,

    /// <summary>What the code at the cursor means.</summary>
    Inspection,

    /// <summary>How to call what is being called at the cursor.</summary>
    Signature,

    /// <summary>What the compiler has against the code.</summary>
    Diagnosis,

    /// <summary>Whether the code can be run, or goes on.</summary>
    Completeness,

    /// <summary>The value of an expression.</summary>
    Value,
}
