namespace DiffusionCourse.Notebooks.Pages;

/// <summary>A word of the course and what it means.</summary>
/// <param name="Id">What the page calls the explanation, such as "term-latent".</param>
/// <param name="Words">What it is called in prose; empty where only a formula stands for it.</param>
/// <param name="Formulas">What it is called in formulas, as LaTeX.</param>
/// <param name="Meaning">The explanation, as HTML of one run of text.</param>
internal sealed record GlossaryEntry(string Id, IReadOnlyList<string> Words, IReadOnlyList<string> Formulas, string Meaning);
