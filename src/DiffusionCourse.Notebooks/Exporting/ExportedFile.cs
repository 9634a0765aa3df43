using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>One file of an export.</summary>
/// <param name="Source">The notebook.</param>
/// <param name="Target">The file that was asked for.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Run">How its notebook ran; null where it was not run.</param>
public sealed record ExportedFile(string Source, string Target, ExportOutcome Outcome, NotebookResult? Run = null);
