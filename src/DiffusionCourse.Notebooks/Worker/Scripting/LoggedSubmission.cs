namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Code that ran and that later code can refer to.</summary>
/// <param name="Code">The code.</param>
/// <param name="Names">The variables, methods and types that it declared.</param>
/// <param name="HasUsings">Whether it has using directives, which last.</param>
internal sealed record LoggedSubmission(string Code, IReadOnlyList<string> Names, bool HasUsings);
