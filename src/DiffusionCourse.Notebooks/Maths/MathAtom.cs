namespace DiffusionCourse.Notebooks.Maths;

/// <summary>One element of a formula, before its scripts.</summary>
/// <param name="Xml">Exactly one MathML element, or none for a part that shows nothing.</param>
/// <param name="Kind">How it takes scripts and spaces.</param>
internal sealed record MathAtom(string Xml, MathAtomKind Kind = MathAtomKind.Ordinary);
