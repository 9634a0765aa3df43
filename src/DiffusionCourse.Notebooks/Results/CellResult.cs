using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>How a cell ended.</summary>
/// <param name="Number">Its place in the notebook, prose included, from 1.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Status">How it ended; prose that was rendered has passed.</param>
/// <param name="Elapsed">How long it ran, compilation included; zero for prose.</param>
/// <param name="Error">Why it failed.</param>
public sealed record CellResult(int Number, NotebookCell Cell, RunStatus Status, TimeSpan Elapsed, CellError? Error);
